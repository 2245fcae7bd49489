import { expect } from 'chai';
import { build } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';
import { runInLab } from '../support/lab-module.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about calls that the addon makes into listeners';

const EVENTS = ['state', 'link', 'address', 'route', 'path', 'check'] as const;

// Everything that there is to hear comes of this: another address, an outage, and its end.
const CHANGES = `
  const monitor = new NetworkMonitor({ checkHosts: ['8.8.8.8:53'], checkTimeout: '300ms' });
  const changes = async () => {
    await ip('addr add 10.0.0.7/24 dev eth0');
    await down();
    await up();
    await ip('addr del 10.0.0.7/24 dev eth0');
  };
`;

concerns(['netlink'], WHY).describe('in a listener', () => {
  let lab: Lab;

  before(build);

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  for (const event of EVENTS) {
    it(`of ${event}, process.exit() ends the process with that code`, async () => {
      const end = await runInLab(`${CHANGES}
        await monitor.start();
        monitor.on('${event}', () => process.exit(7));
        await changes();
        await monitor.waitForNetwork();
        await monitor.check();
        await monitor.stop();
      `);
      expect(end).to.deep.equal({ code: 7, signal: null, stdout: '', stderr: '' });
    });

    it(`of ${event}, what is thrown is an uncaughtException; the others hear, and all hear what comes next`, async () => {
      const end = await runInLab(`${CHANGES}
        const [thrown, heard] = [[], []];
        process.on('uncaughtException', (error) => thrown.push(error.message));
        let count = 0;
        monitor.on('${event}', () => { throw new Error('on purpose ' + ++count); });
        const second = new Promise((resolve) => monitor.on('${event}', () => heard.push(count) === 2 && resolve()));
        await monitor.start();
        await changes();
        await monitor.waitForNetwork();
        await monitor.check();
        await second;
        await turn();
        print([thrown.slice(0, 2), heard.slice(0, 2)]);
        await monitor.stop();
      `);
      expect(end).to.include({ code: 0, signal: null, stderr: '' });
      expect(JSON.parse(end.stdout)).to.deep.equal([
        ['on purpose 1', 'on purpose 2'],
        [1, 2],
      ]);
    });

    it(`of ${event}, a monitor can be stopped, and another too: nothing comes after it, and nothing stays open`, async () => {
      const end = await runInLab(`${CHANGES}
        const other = new NetworkMonitor({ checkHosts: ['1.1.1.1:53'], checkTimeout: '300ms' });
        const before = sockets().length;
        const late = [];
        let stopped = false;
        const stopBoth = () => {
          void monitor.stop();
          void other.stop();
          stopped = true;
        };
        for (const name of ${JSON.stringify(EVENTS)})
          for (const each of [monitor, other]) each.on(name, (payload) => {
              // The end itself is told once the event that is being handled has been.
              if (stopped && payload.reason !== 'stopped') late.push(name);
            });
        await Promise.all([monitor.start(), other.start()]);
        monitor.once('${event}', stopBoth);
        await changes();
        if (monitor.state !== 'unknown') await monitor.check().catch(() => {});
        await changes();
        print({ late, reasons: [monitor, other].map((each) => each.snapshot().reason), opened: sockets().length - before });
      `);
      expect(end).to.deep.equal({
        code: 0,
        signal: null,
        stdout: '{"late":[],"reasons":["stopped","stopped"],"opened":0}\n',
        stderr: '',
      });
    });
  }

  it('two monitors stop each other: the first to hear of the change ends the other before that has heard', async () => {
    const end = await runInLab(`
      const [one, two] = [new NetworkMonitor({ checkHosts: [] }), new NetworkMonitor({ checkHosts: [] })];
      await Promise.all([one.start(), two.start()]);
      const heard = [];
      one.on('state', ({ reason }) => { heard.push('one ' + reason); void two.stop(); });
      two.on('state', ({ reason }) => { heard.push('two ' + reason); void one.stop(); });
      await down();
      print([heard.sort(), one.state, two.state]);
    `);
    expect(end).to.include({ code: 0, signal: null, stderr: '' });
    const heard = ['one interface-down', 'one stopped', 'two stopped'];
    const mirrored = ['one stopped', 'two interface-down', 'two stopped'];
    // Whichever the kernel's message reached first.
    expect([heard, mirrored]).to.deep.include((JSON.parse(end.stdout) as unknown[])[0]);
    expect((JSON.parse(end.stdout) as unknown[]).slice(1)).to.deep.equal(['unknown', 'unknown']);
  });
});
