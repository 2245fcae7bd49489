import { expect } from 'chai';
import { type RecordingFile, readRecording } from '../../lib/replay/recording-file.ts';
import { replay } from '../../lib/replay/replay.ts';
import { build, type ChildEnd, runModule } from '../support/child.ts';
import { Scratch } from '../support/scratch.ts';

// Up at once: nobody listens on this port of loopback, and a refusal is an answer.
const OPTIONS = "{ checkHosts: ['127.0.0.1:1'] }";

describe('a process that records', () => {
  let scratch: Scratch;
  let file: string;

  before(build);

  beforeEach(() => {
    scratch = new Scratch();
    file = scratch.path('recording');
  });

  afterEach(() => scratch[Symbol.dispose]());

  const run = (then: string): Promise<ChildEnd> =>
    runModule(`
      import { statSync } from 'node:fs';
      import { NetworkMonitor } from 'netwake';
      const monitor = new NetworkMonitor(${OPTIONS});
      const recording = await monitor.record('${file}');
      await monitor.start();
      ${then}
    `);

  const states = async (recording: RecordingFile): Promise<string[]> => {
    const found: string[] = [];
    expect(await replay(recording, ({ state }) => found.push(state))).to.equal(null);
    return found;
  };

  it('leaves a whole recording when it stops', async () => {
    expect(await run('await monitor.stop();')).to.include({ code: 0, stderr: '' });
    const recording = await readRecording(file);
    expect(recording.complete).to.equal(true);
    expect(await states(recording)).to.deep.equal(['up', 'unknown']);
  });

  it('leaves everything up to its process.exit()', async () => {
    // The check begins in a microtask, and in the same turn of the loop the process ends.
    const then = 'void monitor.check(); for (let turn = 0; turn < 9; turn++) await null; process.exit(0);';
    expect(await run(then)).to.include({ code: 0, stderr: '' });
    const recording = await readRecording(file);
    expect(recording.complete).to.equal(false);
    expect(recording.entries.some(({ entry }) => entry.type === 'check')).to.equal(true);
    expect(await states(recording)).to.deep.equal(['up']);
  });

  it('leaves what was written when it is killed', async () => {
    const end = await run(`
      while (statSync('${file}').size < 100) await new Promise((resolve) => setImmediate(resolve));
      process.kill(process.pid, 'SIGKILL');
    `);
    expect(end).to.include({ signal: 'SIGKILL' });
    const recording = await readRecording(file);
    expect(recording.complete).to.equal(false);
    expect(['', 'up']).to.include((await states(recording)).join());
  });

  it('ends by itself although it records', async () => {
    expect(await run('monitor.unref();')).to.include({ code: 0, stderr: '' });
    expect(await states(await readRecording(file))).to.deep.equal(['up']);
  });

  it('loads what records only when it does', async () => {
    const { stdout } = await runModule(`
      import { register } from 'node:module';
      import { receiveMessageOnPort } from 'node:worker_threads';
      const hooks = 'let port; export const initialize = (data) => void (port = data);' +
        'export const load = (url, context, next) => { port.postMessage(url); return next(url, context); };';
      const { port1, port2 } = new MessageChannel();
      register('data:text/javascript,' + hooks, { parentURL: import.meta.url, data: port2, transferList: [port2] });
      const loadedSince = () => {
        const urls = [];
        for (let next; (next = receiveMessageOnPort(port1)) !== undefined; ) urls.push(next.message);
        return urls;
      };
      const isRecorder = (url) => /\\/(record|replay)[a-z]*(-|\\/)/.test(url);
      const { NetworkMonitor } = await import('netwake');
      const monitor = new NetworkMonitor(${OPTIONS});
      await monitor.start();
      const atStart = loadedSince();
      await monitor.record('${file}');
      console.log(atStart.some((url) => url.endsWith('dist/index.js')), atStart.some(isRecorder), loadedSince().some(isRecorder));
      process.exit();
    `);
    expect(stdout).to.equal('true false true\n');
  });
});
