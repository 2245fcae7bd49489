import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type NetworkMonitor, Retryer, type RetryerOptions } from '../../../lib/index.ts';
import { INTERNET_ADDRESSES, Lab } from '../support/lab.ts';

/** A server in the LAN, beside the router that leads to the internet. */
export const SERVER = '10.0.0.9';
/** Where nobody is in the LAN. */
export const NOBODY = '10.0.0.99';
/** A service in the internet that is no check host. */
export const SERVICE = '198.51.100.7';

/**
 * What waits for the answer of a target that has not been asked before waits no longer than this: a request that takes less has
 * waited for nothing but that answer.
 */
const DOUBT_MS = 300;

/** Nobody waited for a target in doubt. A machine that stands still for a moment may do so twice. */
export function expectNoWait([firstMs, ...tookMs]: readonly number[]): void {
  expect(firstMs).to.be.below(DOUBT_MS);
  expect(tookMs.filter((ms) => ms >= DOUBT_MS).length).to.be.below(3);
}

/** eth0 leads into a LAN with a server, and by way of its router to the internet. */
export async function connectedLan(): Promise<Lab> {
  const lab = await Lab.connected();
  await lab.internet.run(`ip addr add ${SERVER}/24 dev r0 && ip addr add ${SERVICE}/32 dev lo`);
  await lab.listen([80]);
  return lab;
}

/** Ways for the internet to be cut off behind a LAN that goes on. */
export const CUTS: ReadonlyArray<{
  title: string;
  cut: (lab: Lab) => Promise<void>;
  mend: (lab: Lab) => Promise<void>;
}> = [
  {
    title: 'its packets vanish behind the router',
    cut: (lab) => lab.block(...INTERNET_ADDRESSES, SERVICE),
    mend: (lab) => lab.unblock(),
  },
  {
    title: 'the router has withdrawn itself',
    cut: async (lab) => void (await lab.host.run('ip route del default')),
    mend: async (lab) => void (await lab.host.run('ip route add default via 10.0.0.1')),
  },
];

/** A program that makes requests, each of them a connection. */
export class Client {
  /** The targets of requests that have been parked, in order. */
  readonly parked: string[] = [];
  readonly resumed: string[] = [];
  readonly #retryer: Retryer;

  constructor(monitor: NetworkMonitor, options: RetryerOptions = {}) {
    this.#retryer = new Retryer({ monitor, initialDelay: '20ms', attemptTimeout: '1s', ...options });
    this.#retryer.on('outage', ({ name }) => void this.parked.push(name));
    this.#retryer.on('resume', ({ name }) => void this.resumed.push(name));
  }

  /** Answers after how many milliseconds it succeeded. */
  async request(target: string, where: { host: string; port: number } | { path: string }): Promise<number> {
    const startedMs = performance.now();
    await this.#retryer.do(
      async ({ signal }) => {
        const socket = connect(where);
        const abort = (): void => void socket.destroy();
        signal.addEventListener('abort', abort, { once: true });
        await once(socket, 'connect');
        socket.destroy();
      },
      { target, name: target },
    );
    return performance.now() - startedMs;
  }

  /** Resolves when a request to this target is parked. */
  async parks(target: string): Promise<void> {
    while (!this.parked.includes(target)) await once(this.#retryer, 'outage');
  }

  /** To port 80 of this host, which is the target too. */
  to(host: string): Promise<number> {
    return this.request(`${host}:80`, { host, port: 80 });
  }
}
