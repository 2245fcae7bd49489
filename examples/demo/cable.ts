import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Namespace } from '../../test/lab/support/namespace.ts';

/**
 * The cable of the host, pulled and plugged at the router's end. A resident `ip -batch` does it: starting a process would
 * add milliseconds to what is measured.
 */
export class Cable {
  readonly #interface: string;
  readonly #ip: ChildProcess;

  private constructor(interfaceName: string, ip: ChildProcess) {
    this.#interface = interfaceName;
    this.#ip = ip;
  }

  static async at(router: Namespace, interfaceName: string): Promise<Cable> {
    const ip = await router.start('sh', '-c', 'echo ready; exec ip -batch -');
    const answer = once(ip.stdout!, 'data');
    ip.stdin!.write(`link show dev ${interfaceName}\n`);
    await answer;
    return new Cable(interfaceName, ip);
  }

  /** Answers the time right before the command was handed over, in nanoseconds of CLOCK_MONOTONIC. */
  pull(): bigint {
    return this.#set('down');
  }

  plug(): bigint {
    return this.#set('up');
  }

  #set(state: 'up' | 'down'): bigint {
    const beforeNs = process.hrtime.bigint();
    this.#ip.stdin!.write(`link set ${this.#interface} ${state}\n`);
    return beforeNs;
  }
}
