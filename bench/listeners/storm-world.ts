import { Namespace } from '../../test/lab/support/namespace.ts';
import { StormTool } from './storm-tool.ts';

const HOST_ADDRESS = '10.0.0.2';

/** A host to check that no storm reaches. It refuses every connection, which is an answer. */
export const QUIET_NEIGHBOUR = '10.0.0.1';

/** The patterns of the names that `linkstorm` gives. */
export const STORM_NAMES: readonly string[] = ['near*', 'far*'];

/** A host with a quiet `eth0`, and a tool that makes many other interfaces change. One for each measured listener. */
export class StormWorld implements AsyncDisposable {
  readonly host: Namespace;
  readonly #neighbour: Namespace;
  readonly #storm: StormTool;

  private constructor(host: Namespace, neighbour: Namespace) {
    this.host = host;
    this.#neighbour = neighbour;
    this.#storm = new StormTool(host);
  }

  static async create(): Promise<StormWorld> {
    const world = new StormWorld(await Namespace.create('host'), await Namespace.create('neighbour'));
    await world.host.run(
      [
        `ip link add name eth0 index 100 type veth peer name r0 index 1100 netns ${world.#neighbour.pid}`,
        `ip addr add ${HOST_ADDRESS}/24 dev eth0`,
        // The end of duplicate address detection would be an event of its own, at a time of its own.
        'sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1',
        'ip link set eth0 up',
      ].join(' && '),
    );
    await world.#neighbour.run(`ip addr add ${QUIET_NEIGHBOUR}/24 dev r0 && ip link set r0 up`);
    return world;
  }

  /** Obeyed when it resolves. */
  async storm(...orders: readonly string[]): Promise<void> {
    for (const order of orders) await this.#storm.obey(order);
  }

  /** How many link messages the kernel has sent since this was asked last. */
  async sent(): Promise<number> {
    const answer = await this.#storm.obey('sent');
    return Number(answer.split(' ')[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storm[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
    await this.#neighbour[Symbol.asyncDispose]();
  }
}
