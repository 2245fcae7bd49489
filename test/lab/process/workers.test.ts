import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, ROOT, run } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';

const STORM = fileURLToPath(new URL('worker-storm.mjs', import.meta.url));
const WORKERS = 200;
const AT_ONCE = 8;
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

describe('monitors in worker threads, in a process that never loaded the addon itself', () => {
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
    const entry = pathToFileURL(join(ROOT, 'dist/index.js')).href;
    const end = await run([STORM, String(WORKERS), String(AT_ONCE), entry], BOUND_MS);
    expect(end).to.include({ code: 0, signal: null, stderr: '' });
    const report = JSON.parse(end.stdout) as Report;
    expect(report.failures).to.deep.equal([]);
    expect(report.ends).to.deep.equal({ starting: 50, started: 50, event: 50, stopped: 50 });
    expect(report.after.descriptors).to.deep.equal(report.before.descriptors);
    // One more at most: the ip that happens to run.
    expect(report.after.rtnetlink).to.be.at.most(report.before.rtnetlink + 1);
    expect(report.most).to.be.greaterThan(report.after.rtnetlink + 1);
    expect(report.loaded).to.equal(false);
  }).timeout(BOUND_MS + 10_000);
});
