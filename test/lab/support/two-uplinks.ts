import { fileURLToPath } from 'node:url';
import { reaches } from './expect-state.ts';
import { Lab } from './lab.ts';
import { NetworkMonitor } from './monitor.ts';

const DRIP = fileURLToPath(new URL('drip.mjs', import.meta.url));

/** A host that reaches the internet by eth0, and would by eth1 if that were gone; with a server there whose answer has no end. */
export class TwoUplinks implements AsyncDisposable {
  readonly lab: Lab;
  readonly monitor: NetworkMonitor;

  private constructor(lab: Lab, monitor: NetworkMonitor) {
    this.lab = lab;
    this.monitor = monitor;
  }

  static async make(): Promise<TwoUplinks> {
    const lab = await Lab.connected();
    await lab.plug({ name: 'eth1', peer: 'r1', addresses: ['10.0.1.2/24'], peerAddresses: ['10.0.1.1/24'] });
    const routes = ['del default', 'add default via 10.0.0.1 metric 100', 'add default via 10.0.1.1 metric 200'];
    await lab.host.run(routes.map((route) => `ip route ${route}`).join(' && '));
    await lab.internet.start(process.execPath, DRIP);
    const monitor = new NetworkMonitor({ checkInterval: '30s', checkTimeout: '300ms' });
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    return new TwoUplinks(lab, monitor);
  }

  async run(...commands: readonly string[]): Promise<void> {
    await this.lab.host.run(commands.map((command) => `ip ${command}`).join(' && '));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.monitor.stop();
    await this.lab[Symbol.asyncDispose]();
  }
}
