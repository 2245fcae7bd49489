import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { build, ROOT, runModule } from '../support/child.ts';

interface Manifest {
  exports: Record<string, string | { default: string }>;
}

interface Findings {
  /** What keeps the process alive, and how many descriptors are open. */
  before: [string[], number];
  after: [string[], number];
  /** Whether the addon is in the process's memory. */
  loaded: boolean;
}

/** What is different in a process after `act`. */
async function differenceOf(act: string): Promise<Findings> {
  const end = await runModule(`
    import { readdirSync, readFileSync } from 'node:fs';
    // What the module loader itself has open is closed by then.
    const settled = async () => { for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve)); };
    const look = async () => { await settled(); return [process.getActiveResourcesInfo().sort(), readdirSync('/proc/self/fd').length]; };
    const before = await look();
    ${act}
    const after = await look();
    const loaded = readFileSync('/proc/self/maps', 'utf8').includes('netwake.node');
    console.log(JSON.stringify({ before, after, loaded }));
    process.exit();
  `);
  expect(end).to.include({ code: 0, stderr: '' });
  // Whatever else is printed is no JSON.
  return JSON.parse(end.stdout) as Findings;
}

/** The built files that an import of `file` reads, itself first. */
function filesReadBy(file: string, known: Set<string> = new Set()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*"(\.[^"]+)";$/gm))
    filesReadBy(join(dirname(file), name!), known);
  return known;
}

const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === 'string' ? [] : [{ name: `netwake${subpath.slice(1)}`, file: join(ROOT, target.default) }],
);

describe('importing', () => {
  before(build);

  it('the package by its name is among what is looked at', () => {
    expect(entries.map(({ name }) => name)).to.include('netwake');
  });

  for (const { name, file } of entries) {
    // That every entry is there is for the tests of the package.
    const source = file.replace('/dist/', '/lib/').replace(/\.js$/, '.ts');
    if (!existsSync(source)) continue;
    it(`${name} opens nothing, starts nothing, prints nothing and loads no addon`, async () => {
      const { before, after, loaded } = await differenceOf(`await import('${name}');`);
      expect(after).to.deep.equal(before);
      expect(loaded).to.equal(false);
    });
  }

  it('netwake reads three files, and netwake/retry two', () => {
    expect([...filesReadBy(join(ROOT, 'dist/index.js'))]).to.have.lengthOf(3);
    expect([...filesReadBy(join(ROOT, 'dist/retry/index.js'))]).to.have.lengthOf(2);
  });

  // V8 keeps all of a file's text, with two bytes for each character if one of them needs two.
  it('reads text of one byte a character, without comments on what follows', () => {
    for (const file of filesReadBy(join(ROOT, 'dist/index.js'))) {
      const text = readFileSync(file, 'utf8');
      expect(text, file).to.match(/^[\0-\x7f]*$/);
      expect(text, file).not.to.include('/**');
    }
  });

  it('is not starting: to make a monitor loads nothing either', async () => {
    const make = "const { NetworkMonitor } = await import('netwake'); globalThis.monitor = new NetworkMonitor();";
    const { before, after, loaded } = await differenceOf(make);
    expect(after).to.deep.equal(before);
    expect(loaded).to.equal(false);
  });

  it('would be noticed if it did: a start loads the addon and opens descriptors', async () => {
    const { before, after, loaded } = await differenceOf(`
      const { NetworkMonitor } = await import('netwake');
      globalThis.monitor = new NetworkMonitor({ checkHosts: [] });
      await monitor.start();
    `);
    expect(after[1]).to.be.greaterThan(before[1]);
    expect(loaded).to.equal(true);
  });

  it('and a monitor and a retryer run without what costs memory for nothing: perf_hooks, net, dns, http, diagnostics_channel', async () => {
    const end = await runModule(`
      import { NetworkMonitor, Retryer } from 'netwake';
      const monitor = new NetworkMonitor({ checkHosts: ['127.0.0.1:9'] });
      await monitor.start();
      await monitor.check();
      await new Retryer({ monitor }).do(() => {});
      const heavy = process.moduleLoadList.filter((name) => / (perf_hooks|net|dns|http|diagnostics_channel)$/.test(name));
      console.log(JSON.stringify({ state: monitor.state, heavy }));
      await monitor.stop();
    `);
    expect(end).to.include({ code: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).to.deep.equal({ state: 'up', heavy: [] });
  });

  it('and who loads node:diagnostics_channel later than netwake hears all the same', async () => {
    const end = await runModule(`
      import { NetworkMonitor, Retryer } from 'netwake';
      const monitor = new NetworkMonitor({ checkHosts: ['127.0.0.1:9'] });
      await monitor.start();
      const retryer = new Retryer({ monitor });
      await retryer.do(() => {});
      const { subscribe } = await import('node:diagnostics_channel');
      const heard = [];
      const names = ['netwake:check', 'tracing:netwake:retry:start', 'tracing:netwake:attempt:start'];
      for (const name of names) subscribe(name, () => heard.push(name));
      await retryer.do(() => {});
      await monitor.check();
      console.log(JSON.stringify(heard));
      await monitor.stop();
    `);
    expect(end).to.include({ code: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).to.deep.equal([
      'tracing:netwake:retry:start',
      'tracing:netwake:attempt:start',
      'netwake:check',
    ]);
  });
});
