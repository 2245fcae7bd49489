import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildEnvironment } from '../../scripts/node-headers.mjs';
import { run, succeed } from './support/command.ts';
import { Consumer } from './support/consumer.ts';
import { packDependencies, packNetwake, REPOSITORY } from './support/tarball.ts';

interface Report {
  state: string;
  backend: { events: string; probes: string; fallbackReason: string | null };
}

describe('the packed tarball', () => {
  let scratch: string;
  let consumer: Consumer;
  let entries: string[];

  before(async function () {
    this.timeout(300_000);
    scratch = mkdtempSync(join(tmpdir(), 'netwake-package-'));
    const tarballs = [await packNetwake(scratch), ...(await packDependencies(scratch))];
    consumer = await Consumer.install(join(scratch, 'consumer'), tarballs);
    const { exports } = JSON.parse(readFileSync(join(consumer.netwake, 'package.json'), 'utf8')) as { exports: object };
    entries = Object.keys(exports)
      .filter((entry) => !entry.endsWith('.json'))
      .map((entry) => entry.replace(/^\./, 'netwake'));
  });

  after(() => rmSync(scratch, { recursive: true, force: true }));

  /** `netwake status` about a listener of ours: the text for people, and the report. */
  async function status(): Promise<{ text: string; report: Report }> {
    await using server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const command = ['npx', 'netwake', 'status', '--host', `127.0.0.1:${port}`];
    const options = { cwd: consumer.root, env: consumer.env };
    const text = await succeed(command, options);
    return { text, report: JSON.parse(await succeed([...command, '--json'], options)) as Report };
  }

  describe('has', () => {
    const contents = (): string[] =>
      readdirSync(consumer.netwake, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(consumer.netwake.length + 1));

    it('nothing but what a user needs', () => {
      const wanted =
        /^(LICENSE|README\.md|CHANGELOG\.md|package\.json|config\.schema\.json|netwake\.1|binding\.gyp|dist\/.+\.(js|d\.ts)|native\/(addon|netlink|probe|uv)\/[^/]+\.(cc|h|map)|prebuilds\/(README\.md|.+\.node))$/;
      expect(contents().filter((name) => !wanted.test(name))).to.deep.equal([]);
    });

    it('the licence, the page about it, and both halves', () => {
      expect(contents()).to.include.members([
        'LICENSE',
        'config.schema.json',
        ...['README.md', 'CHANGELOG.md'].filter((name) => existsSync(join(REPOSITORY, name))),
        'dist/index.js',
        'dist/index.d.ts',
        `prebuilds/linux-${process.arch}/${process.arch === 'arm64' ? 'node.napi.armv8.node' : 'node.napi.node'}`,
      ]);
    });

    it('no mention of a source map: none is shipped', () => {
      const mentioning = contents().filter(
        (name) =>
          name.endsWith('.js') && readFileSync(join(consumer.netwake, name), 'utf8').includes('sourceMappingURL'),
      );
      expect(mentioning).to.deep.equal([]);
    });

    it('an addon that asks for nothing that Node itself does not', async () => {
      const [prebuilt] = contents().filter((name) => name.endsWith('.node'));
      const dump = (...flags: string[]): Promise<string> =>
        succeed(['readelf', '--wide', ...flags, join(consumer.netwake, prebuilt!)], { cwd: consumer.root });
      const needed = [...(await dump('--dynamic')).matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name!);
      const loadedByNode = /^(libc|libm|libstdc\+\+|libgcc_s|ld-linux-.+)\.so\.\d+$/;
      expect(needed.filter((name) => !loadedByNode.test(name))).to.deep.equal([]);
      const versions = [...(await dump('--version-info')).matchAll(/Name: (GLIBC|GLIBCXX)_(?:\d+\.)+(\d+)/g)];
      const newest = (library: string): number =>
        Math.max(...versions.filter(([, name]) => name === library).map(([, , minor]) => Number(minor)));
      // Node 20's own floor: glibc 2.28 and GLIBCXX_3.4.21.
      expect(newest('GLIBC')).to.be.within(1, 28);
      expect(newest('GLIBCXX')).to.be.within(1, 21);
    });
  });

  describe('without a compiler', () => {
    it('monitors over netlink, with the addon', async () => {
      const { text, report } = await status();
      expect(report.state).to.equal('up');
      expect(report.backend).to.deep.equal({ events: 'netlink', probes: 'native', fallbackReason: null });
      expect(text).to.match(/^up: all-hosts-reachable \(1 of 1\)/);
    });
  });

  describe('imported', () => {
    it('loads from CommonJS', async () => {
      const script = `const { NetworkMonitor, withRetry } = require('netwake'); console.log(typeof NetworkMonitor, typeof withRetry)`;
      expect(await consumer.node('--no-warnings', '-e', script)).to.deep.equal({
        code: 0,
        stdout: 'function function\n',
        stderr: '',
      });
    });

    it('opens no handle and says nothing, whichever the entry', async () => {
      expect(entries).to.include.members([
        'netwake',
        'netwake/retry',
        'netwake/config',
        'netwake/metrics',
        'netwake/p-retry',
        'netwake/testing',
        'netwake/undici',
      ]);
      for (const entry of entries) {
        consumer.write(
          'import.mjs',
          `const before = process.getActiveResourcesInfo();
           await import(${JSON.stringify(entry)});
           const opened = process.getActiveResourcesInfo();
           for (const name of before) if (opened.includes(name)) opened.splice(opened.indexOf(name), 1);
           if (opened.length > 0) process.exitCode = 1, console.log(opened);`,
        );
        expect(await consumer.node('import.mjs'), entry).to.deep.equal({ code: 0, stdout: '', stderr: '' });
      }
    });

    it('loads no addon by the retry half', async () => {
      const script = `import('netwake/retry').then(() => console.log(process.report.getReport().sharedObjects.filter((name) => name.endsWith('.node'))))`;
      expect((await consumer.node('-e', script)).stdout).to.equal('[]\n');
    });
  });

  /** Compiles a module that imports every entry, as strictly as can be: with what the declarations import. */
  async function compile(module: string, extension: string): Promise<void> {
    const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
    consumer.write(
      `consumer.${extension}`,
      `${imports.join('\n')}
       import { NetworkMonitor, type StateChange, withRetry } from 'netwake';
       export const all: object[] = [${entries.map((_, index) => `entry${index}`).join(', ')}];
       export const monitor: NetworkMonitor = new NetworkMonitor({ checkInterval: '10s', checkHosts: ['127.0.0.1:1'] });
       monitor.on('state', (change: StateChange) => change.snapshot.backend.fallbackReason?.length);
       export const answer: Promise<number> = withRetry(async ({ attempt }) => attempt, { maxAttempts: 3 });
       // @ts-expect-error: an option that does not exist
       new NetworkMonitor({ checkIntervall: '10s' });`,
    );
    consumer.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          ...{ module, target: 'es2022', strict: true, noEmit: true, skipLibCheck: false },
          ...{ types: ['node'], typeRoots: [join(REPOSITORY, 'node_modules/@types')] },
        },
        files: [`consumer.${extension}`],
      }),
    );
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    expect(await consumer.node(tsc, '--project', '.')).to.deep.equal({ code: 0, stdout: '', stderr: '' });
  }

  describe('has types', () => {
    for (const module of ['nodenext', 'node20']) {
      for (const extension of ['mts', 'cts']) {
        it(`for a consumer in ${extension} with module ${module}`, () => compile(module, extension));
      }
    }
  });

  // The last: what follows takes the addon away.
  describe('where no addon is shipped', () => {
    before(() => rmSync(join(consumer.netwake, 'prebuilds'), { recursive: true }));

    it('monitors all the same, by its fallback, and says so and what to do', async () => {
      const { text, report } = await status();
      expect(report.state).to.equal('up');
      expect(report.backend).to.include({ events: 'polling', probes: 'socket' });
      expect(report.backend.fallbackReason).to.include('npx node-gyp rebuild');
      expect(text).to.include(report.backend.fallbackReason);
    });

    it('monitors over netlink once that is done, where there is a compiler', async () => {
      const nodeGyp = join(REPOSITORY, 'node_modules/node-gyp/bin/node-gyp.js');
      const built = await run([process.execPath, nodeGyp, 'rebuild'], {
        cwd: consumer.netwake,
        env: buildEnvironment(),
      });
      expect(built.code, built.stderr).to.equal(0);
      expect((await status()).report.backend).to.deep.equal({
        events: 'netlink',
        probes: 'native',
        fallbackReason: null,
      });
    });
  });
});
