import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';
import { runInLab } from '../support/lab-module.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about descriptors of the addon';

const ECHOING_CHILD = fileURLToPath(new URL('echoing-child.mjs', import.meta.url));

// Answers as long as it is left alone: what a program of any kind inherits, it has then.
const PROGRAMS = {
  exec: "exec('cat')",
  'spawn, with pipes': "spawn('cat')",
  'spawn, with a shell': "spawn('cat', { shell: true })",
  'spawn, detached': "spawn('cat', { detached: true })",
  fork: `fork(${JSON.stringify(ECHOING_CHILD)}, { execArgv: [], stdio: ['pipe', 'pipe', 'pipe', 'ipc'] })`,
};

concerns(['netlink'], WHY).describe('a child process of one with a monitor', () => {
  let lab: Lab;

  before(build);

  beforeEach(async () => {
    lab = await Lab.connected();
    // Nobody answers: probes stay under way.
    await lab.block();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  for (const [how, program] of Object.entries(PROGRAMS)) {
    it(`by ${how} inherits no socket of it, of netlink or of a probe under way`, async () => {
      const end = await runInLab(`
        const { exec, fork, spawn } = await import('node:child_process');
        const monitor = new NetworkMonitor({ checkHosts: ['8.8.8.8:53', '1.1.1.1:53'], checkTimeout: '20s' });
        const before = new Set(sockets());
        const started = monitor.start().catch((error) => error.code);
        while (monitor.snapshot().counters.probes < 2) await turn();
        const own = sockets().filter((socket) => !before.has(socket));
        const child = ${program};
        child.stdin.write('ready\\n');
        await once(child.stdout, 'data');
        const inherited = sockets(child.pid).filter((socket) => own.includes(socket));
        const ended = once(child, 'exit');
        child.stdin.end();
        await ended;
        await monitor.stop();
        print({ own: own.length, inherited, started: await started });
      `);
      expect(end).to.include({ code: 0, signal: null, stderr: '' });
      // Two of netlink, and one a probe.
      expect(JSON.parse(end.stdout)).to.deep.equal({ own: 4, inherited: [], started: 'ERR_NETWAKE_STOPPED' });
    });
  }
});
