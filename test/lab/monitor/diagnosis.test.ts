import { expect } from 'chai';
import { concerns } from '../support/backend.ts';
import { brokenLinks, CHECK_HOSTS } from '../support/broken-links.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

describe('the diagnosis', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  for (const { reason, link, evidence, arrange, backends, checkHosts = CHECK_HOSTS } of brokenLinks) {
    const title = `of ${reason} is ${link === null ? 'that nothing is broken' : `that the ${link} is broken`}`;
    concerns(backends, 'polling takes it for no-carrier').it(title, async () => {
      await arrange(lab);
      await using monitor = new NetworkMonitor({ checkHosts, checkTimeout: '500ms' });
      await monitor.start();
      const ended = await monitor.check();
      expect(ended.reason).to.equal(reason);
      const broken = monitor.snapshot().diagnosis.find(({ status }) => status === 'failed');
      expect(broken?.link ?? null).to.equal(link);
      expect(broken?.evidence ?? '').to.match(evidence);
    });
  }

  it('of a name that no server knows is that DNS is broken, and nothing before it', async () => {
    await using monitor = new NetworkMonitor(
      { checkHosts: [...CHECK_HOSTS, 'name.example:443'], checkTimeout: '500ms' },
      {
        resolver: {
          resolve: () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' })),
          cancel: () => {},
        },
      },
    );
    await monitor.start();
    await monitor.check();
    const failed = monitor.snapshot().diagnosis.filter(({ status }) => status === 'failed');
    expect(failed).to.deep.equal([{ link: 'dns', status: 'failed', evidence: 'name.example: ENOTFOUND' }]);
    expect(monitor.state).to.equal('degraded');
  });

  it('is not made before there is anything to say', async () => {
    const monitor = new NetworkMonitor({ checkHosts: [] });
    for (const reason of ['not-started', 'stopped'] as const) {
      expect(monitor.snapshot().reason).to.equal(reason);
      for (const { status } of monitor.snapshot().diagnosis) expect(status).to.equal('unknown');
      await monitor.stop();
    }
  });
});
