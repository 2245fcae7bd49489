import { fileURLToPath } from 'node:url';
import { INTERNET_ADDRESSES } from '../../test/lab/support/lab.ts';
import { Namespace } from '../../test/lab/support/namespace.ts';
import { LineProcess } from './line-process.ts';
import { LinkSwitch } from './link-switch.ts';

const LISTENER = fileURLToPath(new URL('../../test/lab/support/listener.mjs', import.meta.url));

/** Check hosts on the link itself: the way to them comes back with the link, and nobody has to put a route back first. */
export const NEIGHBOURS: readonly string[] = ['10.0.0.1', '10.0.0.3', '10.0.0.4'];

/**
 * A host with `eth0`, and at the other end of the cable (`r0`) all that it checks. Each measured program has a world of its
 * own, and all worlds are the same.
 */
export class World implements AsyncDisposable {
  readonly host: Namespace;
  /** The host's end. */
  readonly near: LinkSwitch;
  /** The other end: down, it takes the carrier away from the host. */
  readonly far: LinkSwitch;
  readonly #internet: Namespace;
  #server: LineProcess | null = null;

  private constructor(host: Namespace, internet: Namespace) {
    this.host = host;
    this.#internet = internet;
    this.near = new LinkSwitch(host);
    this.far = new LinkSwitch(internet);
  }

  static async create(): Promise<World> {
    const world = new World(await Namespace.create('host'), await Namespace.create('internet'));
    await world.#plug();
    await world.restoreRoute();
    world.#server = new LineProcess(world.#internet, process.execPath, LISTENER, '53', '443');
    await world.#server.first();
    return world;
  }

  /** Setting the host's end down has taken the default route away. */
  async restoreRoute(): Promise<void> {
    this.near.route(NEIGHBOURS[0]!);
    await this.near.begun();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.near[Symbol.asyncDispose]();
    await this.far[Symbol.asyncDispose]();
    await this.#server?.[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
    await this.#internet[Symbol.asyncDispose]();
  }

  // The indexes differ: of a veth whose peer has its own index linkwatch tells once a second only.
  async #plug(): Promise<void> {
    await this.host.run(
      [
        `ip link add name eth0 index 100 type veth peer name r0 index 1100 netns ${this.#internet.pid}`,
        'ip addr add 10.0.0.2/24 dev eth0',
        'ip link set eth0 up',
      ].join(' && '),
    );
    await this.#internet.run(
      [
        ...NEIGHBOURS.map((address) => `ip addr add ${address}/24 dev r0`),
        ...INTERNET_ADDRESSES.map((address) => `ip addr add ${address}/32 dev lo`),
        'ip link set r0 up',
      ].join(' && '),
    );
  }
}
