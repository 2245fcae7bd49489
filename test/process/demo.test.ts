import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { searchPath, unmetRequirement } from '../../examples/demo/requirements.mjs';
import { descendants, survivors } from '../support/process-tree.ts';

const RUN = fileURLToPath(new URL('../../examples/demo/run.mjs', import.meta.url));

/** 15 s on an idle machine. */
const WHOLE_DEMO_MS = 90_000;

interface RunningDemo {
  child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  /** Resolves when it has printed this. */
  printed(text: string): Promise<void>;
}

function startDemo(...args: string[]): RunningDemo {
  const child = spawn(process.execPath, [RUN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const printed = async (text: string): Promise<void> => {
    while (!output.includes(text)) {
      const [cause] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => ['exit'])]);
      if (cause === 'exit') throw new Error(`the demo ended before it printed ${text}:\n${output}`);
    }
  };
  return { child, output: () => output, printed };
}

describe('the demo', function () {
  this.timeout(WHOLE_DEMO_MS);

  before(() => expect(unmetRequirement(searchPath(process.env['PATH'])), 'what is missing').to.equal(null));

  it('keeps what it promises: a cable pulled under two downloads uses up none of netwake’s attempts', async () => {
    const { child, output } = startDemo();
    const [code] = await once(child, 'close');
    expect(code, output()).to.equal(0);
    const order = [
      /kernel +router: ip link set r0 down/,
      /monitor +up -> down \(no-carrier\)/,
      /netwake +attempt 1 aborted after \d+ KiB and given back; parked/,
      /plain +attempt 1 failed: no answer for 1 s/,
      /kernel +router: ip link set r0 up/,
      /monitor +down -> up/,
      /netwake +resumed, parked for 8\.\d+ s/,
      /netwake +attempt 1 of 2, its invocation 2, outages waited out: 1/,
      /netwake +download complete/,
      /attempts used up by the outage +0 of 2 +[1-5] of 5/,
    ];
    const places = order.map((line) => output().search(line));
    expect(places, output()).to.not.include(-1);
    expect(places).to.deep.equal([...places].sort((first, second) => first - second));
  });

  const stops = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const;
  for (const [signal, status] of stops) {
    it(`ends on ${signal} with ${status}, and leaves no process and no namespace`, async () => {
      const { child, printed, output } = startDemo();
      await printed('parked');
      const processes = descendants(child.pid!);
      expect(processes.map(({ command }) => command)).to.include('ip');
      const closed = once(child, 'close');
      child.kill(signal);
      expect(await closed, output()).to.deep.equal([status, null]);
      expect(survivors(processes)).to.deep.equal([]);
    });
  }

  it('refuses an outage that is no duration', async () => {
    const { child, output } = startDemo('--outage', '10');
    expect(await once(child, 'close')).to.deep.equal([1, null]);
    expect(output()).to.match(/^demo: .*--outage.*'10'.*\n$/);
  });
});

describe('what the demo needs', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'netwake-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const install = (program: string, script: string): void =>
    writeFileSync(join(directory, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  it('names the package to install when ip is missing', () => {
    expect(unmetRequirement(directory)).to.match(/`ip` is not installed: install iproute2/);
  });

  it('says what to allow when user namespaces are not permitted', () => {
    for (const program of ['ip', 'nsenter', 'sh']) install(program, 'exit 0');
    install('unshare', 'echo "unshare: unshare failed: Operation not permitted" >&2; exit 1');
    const unmet = unmetRequirement(directory);
    expect(unmet).to.match(
      /^user namespaces are not permitted here \(unshare: unshare failed: Operation not permitted\)/,
    );
    expect(unmet).to.match(/sysctl|container/);
  });
});
