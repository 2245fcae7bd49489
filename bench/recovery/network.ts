import { fileURLToPath } from 'node:url';
import type { NetworkMonitorOptions } from '../../lib/index.ts';
import { toolPath } from '../../scripts/native-tools.mjs';
import { INTERNET_ADDRESSES } from '../../test/lab/support/lab.ts';
import { Namespace } from '../../test/lab/support/namespace.ts';
import { LineProcess } from '../events/line-process.ts';

const LISTENER = fileURLToPath(new URL('../../test/lab/support/listener.mjs', import.meta.url));
const MONITOR = fileURLToPath(new URL('monitor-process.mjs', import.meta.url));

/** A host with a default route to the usual check hosts, and in it a process with a monitor and a bare connect loop. */
export class Network implements AsyncDisposable {
  readonly host: Namespace;
  readonly internet: Namespace;
  readonly monitor: LineProcess;
  /** Begins to connect on each line that it is told, on `carrier` once eth0 has one, and says when it has connected. */
  readonly loop: LineProcess;
  readonly #server: LineProcess;

  private constructor(host: Namespace, internet: Namespace, server: LineProcess, program: readonly string[]) {
    this.host = host;
    this.internet = internet;
    this.#server = server;
    this.monitor = new LineProcess(host, process.execPath, ...program);
    this.loop = new LineProcess(host, toolPath('connect-loop'), INTERNET_ADDRESSES[0]!, '443', 'eth0');
  }

  static create(options: NetworkMonitorOptions = {}): Promise<Network> {
    return Network.with(MONITOR, JSON.stringify(options));
  }

  /** @param program  prints `STATE NANOSECONDS` from a monitor's `state` listener, with its arguments */
  static async with(...program: [string, ...string[]]): Promise<Network> {
    const [host, internet] = [await Namespace.create('host'), await Namespace.create('internet')];
    // The indexes differ: of a veth whose peer has its own index linkwatch tells once a second only.
    await host.run(
      `ip link add name eth0 index 100 type veth peer name r0 index 1100 netns ${internet.pid} && ip addr add 10.0.0.2/24 dev eth0 && ip link set eth0 up`,
    );
    const addresses = INTERNET_ADDRESSES.map((address) => `ip addr add ${address}/32 dev lo`);
    await internet.run(['ip addr add 10.0.0.1/24 dev r0', 'ip link set r0 up', ...addresses].join(' && '));
    await host.run('ip route add default via 10.0.0.1');
    const server = new LineProcess(internet, process.execPath, LISTENER, '53', '443');
    await server.first();
    const network = new Network(host, internet, server, program);
    await network.monitor.next('up');
    await network.loop.next('ready');
    return network;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of [this.monitor, this.loop, this.#server, this.host, this.internet])
      await each[Symbol.asyncDispose]();
  }
}
