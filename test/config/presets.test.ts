import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/index.ts';
import { NetworkMonitor, presets } from '../../lib/index.ts';
import { Scratch } from '../support/scratch.ts';

describe('presets', () => {
  const three = ['8.8.8.8', '1.1.1.1', '8.8.4.4'];
  const table = {
    conservative: { interval: '5s', timeout: '2s', hosts: three.slice(0, 2), attempts: 3, delay: '1s' },
    balanced: { interval: '10s', timeout: '5s', hosts: three, attempts: 5, delay: '1s' },
    patient: { interval: '30s', timeout: '10s', hosts: [...three, '1.0.0.1'], attempts: 10, delay: '2s' },
  } as const;

  it('are three', () => {
    expect(Object.keys(presets)).to.deep.equal(Object.keys(table));
  });

  for (const name of ['conservative', 'balanced', 'patient'] as const) {
    const { interval, timeout, hosts, attempts, delay } = table[name];

    it(`${name} has the values of the table`, () => {
      expect(presets[name]).to.deep.equal({
        monitor: { checkInterval: interval, checkTimeout: timeout, checkHosts: hosts, enableNetlink: true },
        retry: { maxAttempts: attempts, initialDelay: delay, waitForNetwork: true },
      });
    });

    it(`${name} is loaded from YAML with the values of the table, alone or beneath a section`, async () => {
      using scratch = new Scratch();
      const file = scratch.path('netwake.yaml');
      const monitor = { checkInterval: interval, checkTimeout: timeout, checkHosts: hosts, enableNetlink: true };
      const retry = { maxAttempts: attempts, initialDelay: delay, waitForNetwork: true };
      for (const text of [`preset: ${name}\n`, `retry: {}\nnetwork_monitor:\npreset: "${name}"`]) {
        writeFileSync(file, text);
        expect(await loadConfig(file)).to.deep.equal({ monitor, retry, webhooks: [] });
      }
    });

    it(`${name} is what a monitor takes, and can't be changed`, () => {
      expect(new NetworkMonitor(presets[name].monitor).state).to.equal('unknown');
      expect(presets[name].monitor).to.be.frozen;
      expect(presets[name].monitor.checkHosts).to.be.frozen;
      expect(presets[name].retry).to.be.frozen;
    });
  }
});
