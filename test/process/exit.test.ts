import { expect } from 'chai';
import { build, type ChildEnd, runModule } from '../support/child.ts';

// Down for ever, without a probe: an interface that does not exist is the only one that counts.
const DOWN = "checkHosts: [], preferredInterfaces: ['netwake-none']";
// Up at once: nobody listens on this port of loopback, and a refusal is an answer.
const UP = "checkHosts: ['127.0.0.1:1']";

/** Starts a monitor in a process of its own and does `then`. */
function start(options: string, then: string): Promise<ChildEnd> {
  return runModule(`
    import { NetworkMonitor } from 'netwake';
    const monitor = new NetworkMonitor({ ${options} });
    await monitor.start();
    // Says whether the process is still there after a while, without being a reason for it.
    setTimeout(() => { console.log('alive'); void monitor.stop(); }, 300).unref();
    ${then}
  `);
}

for (const [events, option] of [
  ['netlink', 'enableNetlink: true'],
  ['polling', 'enableNetlink: false'],
] as const) {
  describe(`a process with a monitor, by ${events}`, () => {
    before(build);

    const ends = async (options: string, then: string, expected: string): Promise<void> => {
      expect(await start(`${options}, ${option}`, then)).to.deep.equal({
        code: 0,
        signal: null,
        stdout: expected,
        stderr: '',
      });
    };

    it('has the source that it should have here', () =>
      ends(DOWN, 'console.log(monitor.snapshot().backend.events); await monitor.stop();', `${events}\n`));

    it('lives while it is started, and ends when it is stopped', () => ends(DOWN, '', 'alive\n'));

    it('lives while it is up as well', () => ends(UP, '', 'alive\n'));

    it("ends by itself once it is unref'd", () => ends(DOWN, 'monitor.unref();', ''));

    it("ends by itself once it is unref'd, up as well", () => ends(UP, 'monitor.unref();', ''));

    it("lives again once it is ref'd again", () => ends(DOWN, 'monitor.unref(); monitor.ref();', 'alive\n'));

    it("ends by itself although somebody waits on an unref'd monitor", () =>
      ends(DOWN, "monitor.unref(); void monitor.waitForNetwork({ timeout: '1h' });", ''));

    it("lives while somebody waits on a ref'd monitor", () =>
      ends(
        DOWN,
        'monitor.waitForNetwork().catch((error) => console.log(error.code));',
        'alive\nERR_NETWAKE_STOPPED\n',
      ));

    it("ends by itself although somebody iterates over an unref'd monitor", () =>
      ends(
        DOWN,
        'monitor.unref(); void (async () => { for await (const change of monitor.subscribe()) console.log(change); })();',
        '',
      ));
  });
}

describe('process.exit() in a listener', () => {
  before(build);

  for (const [when, options] of [
    ['of a change that the kernel brought', DOWN],
    ['of a change that a probe brought', UP],
  ] as const) {
    it(`${when} ends the process with that code`, async () => {
      const end = await runModule(`
        import { NetworkMonitor } from 'netwake';
        const monitor = new NetworkMonitor({ ${options} });
        monitor.on('state', () => process.exit(7));
        await monitor.start();
        await monitor.waitForNetwork();
      `);
      expect(end).to.deep.equal({ code: 7, signal: null, stdout: '', stderr: '' });
    });
  }
});

describe('a listener that throws', () => {
  before(build);

  for (const [when, options] of [
    ['in a change that the kernel brought', DOWN],
    ['in a change that a probe brought', UP],
  ] as const) {
    const listeners = `
      import { NetworkMonitor } from 'netwake';
      const monitor = new NetworkMonitor({ ${options} });
      monitor.on('state', () => { throw new Error('thrown on purpose'); });
      monitor.on('state', () => console.log('heard'));
    `;

    it(`${when} ends the process as any uncaught exception does, after the others have heard`, async () => {
      const end = await runModule(`${listeners} await monitor.start();`);
      expect(end).to.include({ code: 1, signal: null, stdout: 'heard\n' });
      expect(end.stderr).to.include('thrown on purpose');
    });

    it(`${when} is an uncaughtException, and the monitor goes on`, async () => {
      const end = await runModule(`${listeners}
        process.on('uncaughtException', (error) => console.log('uncaught', error.message));
        await monitor.start();
        await new Promise((resolve) => setImmediate(resolve));
        console.log(monitor.state);
        const { state } = await monitor.check();
        console.log(state);
        monitor.removeAllListeners();
        await monitor.stop();
      `);
      const state = options === UP ? 'up' : 'down';
      const stdout = `heard\nuncaught thrown on purpose\n${state}\n${state}\n`;
      expect(end).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
    });
  }
});
