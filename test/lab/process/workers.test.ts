import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, ROOT, run } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about the addon in worker threads';

const STORM = fileURLToPath(new URL('worker-storm.mjs', import.meta.url));
const WORKERS = 200;
const AT_ONCE = 8;
/** They need no default route: the weather takes that away. */
const NEIGHBOURS = ['10.0.0.1:53', '10.0.0.1:443', '10.0.0.1:80'];
/** With their peers 300 interfaces: asking for them takes longer than the word of it takes to the other thread. */
const MANY_LINKS = Array.from(
  { length: 150 },
  (_, pair) => `link add name m${pair} index ${2_000 + pair} type veth peer name n${pair} index ${3_000 + pair}`,
);
/** Two hundred workers that each load the package take their time, under a sanitizer most of all. */
const BOUND_MS = 180_000;

interface Report {
  before: { rtnetlink: number; descriptors: Record<string, number> };
  after: { rtnetlink: number; descriptors: Record<string, number> };
  most: number;
  ends: Record<string, number>;
  failures: string[];
  loaded: boolean;
}

concerns(['netlink'], WHY).describe(
  'monitors in worker threads, in a process that never loaded the addon itself',
  () => {
    let lab: Lab;
    let weather: ChildProcess;

    before(build);

    beforeEach(async () => {
      lab = await Lab.connected();
      // Changes without end. The shell opens no socket of its own but for the one of each ip.
      weather = spawn('sh', ['-c', 'while :; do ip link set eth0 down; ip link set eth0 up; done']);
    });

    afterEach(async () => {
      const exited = once(weather, 'exit');
      weather.kill();
      await exited;
      await lab[Symbol.asyncDispose]();
    });

    it(`may be ended at any moment, ${WORKERS} of them: no crash, and nothing stays open`, async () => {
      const report = await storm(WORKERS, ['starting', 'started', 'event', 'stopped']);
      expect(report.ends).to.deep.equal({ starting: 50, started: 50, event: 50, stopped: 50 });
      expectNothingLeft(report);
    }).timeout(BOUND_MS + 10_000);

    it('may be ended while many interfaces are asked for, and while probes are under way', async () => {
      await lab.block();
      await lab.host.run(`ip -batch - <<'END'\n${MANY_LINKS.join('\n')}\nEND`);
      const report = await storm(60, ['dumping', 'probing'], ...NEIGHBOURS);
      expect(report.ends).to.deep.equal({ dumping: 30, probing: 30 });
      expectNothingLeft(report);
    }).timeout(BOUND_MS + 10_000);
  },
);

async function storm(workers: number, moments: readonly string[], ...checkHosts: readonly string[]): Promise<Report> {
  const entry = pathToFileURL(join(ROOT, 'dist/index.js')).href;
  const end = await run([STORM, String(workers), String(AT_ONCE), entry, moments.join(','), ...checkHosts], BOUND_MS);
  expect(end).to.include({ code: 0, signal: null, stderr: '' });
  const report = JSON.parse(end.stdout) as Report;
  expect(report.failures).to.deep.equal([]);
  return report;
}

function expectNothingLeft(report: Report): void {
  expect(report.after.descriptors).to.deep.equal(report.before.descriptors);
  // One more at most: the ip that happens to run.
  expect(report.after.rtnetlink).to.be.at.most(report.before.rtnetlink + 1);
  expect(report.most).to.be.greaterThan(report.after.rtnetlink + 1);
  expect(report.loaded).to.equal(false);
}
