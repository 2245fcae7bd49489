import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { loadAddon } from '../../lib/native/loader.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PREBUILT = process.arch === 'arm64' ? 'node.napi.armv8.node' : 'node.napi.node';
const BUILT = join(ROOT, 'build', 'Release', 'netwake.node');

// Says what the loader of the package in the working directory finds.
const ASK = `
  const { loadAddon } = await import(process.cwd() + '/lib/native/loader.ts');
  const loaded = loadAddon();
  console.log(JSON.stringify('addon' in loaded ? { exports: Object.keys(loaded.addon).sort() } : loaded));
`;

describe('the loader of the addon', () => {
  let root: string;

  /** Puts a file where an addon may be. */
  const put = (path: string, content: string | { copyOf: string }): void => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else cpSync(content.copyOf, file);
  };
  // In a process of its own: a thread loads the addon once, and remembers.
  const load = (before = ''): { exports?: string[]; reason?: string } => {
    const args = ['--import', 'tsx', '--input-type=module', '-e', before + ASK];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })) as object;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'netwake-loader-'));
    cpSync(join(ROOT, 'lib'), join(root, 'lib'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('says that nothing is built or shipped, for what, and how to build', () => {
    const { reason } = load();
    expect(reason).to.include(`${process.platform}-${process.arch}`).and.include('node-gyp rebuild');
  });

  for (const path of [
    'build/Release/netwake.node',
    'build/Debug/netwake.node',
    `prebuilds/linux-${process.arch}/${PREBUILT}`,
  ]) {
    it(`takes ${path}`, () => {
      put(path, { copyOf: BUILT });
      expect(load().exports).to.include.members(['NetlinkSource', 'Prober']);
    });
  }

  it('takes the file for arm64 by the tag that prebuildify gives it', () => {
    put('prebuilds/linux-arm64/node.napi.armv8.node', { copyOf: BUILT });
    const elsewhere = "Object.defineProperty(process, 'arch', { value: 'arm64' });";
    expect(load(elsewhere).exports).to.include.members(['NetlinkSource', 'Prober']);
  });

  it('prefers what was built to what was shipped', () => {
    put(`prebuilds/linux-${process.arch}/${PREBUILT}`, 'not an addon');
    put('build/Release/netwake.node', { copyOf: BUILT });
    expect(load().exports).to.include.members(['NetlinkSource', 'Prober']);
  });

  it('keeps the words of the dynamic loader when a file is there and cannot be loaded', () => {
    put('build/Release/netwake.node', 'this is no shared object, only text that is long enough for one header');
    const { reason } = load();
    expect(reason).to.include('invalid ELF header').and.not.include('node-gyp');
  });

  it('does not pass over a broken file in silence although another would do', () => {
    put('build/Release/netwake.node', 'this is no shared object, only text that is long enough for one header');
    put(`prebuilds/linux-${process.arch}/${PREBUILT}`, { copyOf: BUILT });
    expect(load().reason).to.include('invalid ELF header');
  });

  it('says that netlink needs Linux elsewhere, and looks for no file', () => {
    put('build/Release/netwake.node', { copyOf: BUILT });
    const elsewhere = "Object.defineProperty(process, 'platform', { value: 'darwin' });";
    expect(load(elsewhere).reason).to.include('Linux').and.include('darwin');
  });

  it('answers the same to everyone in a thread', () => {
    expect(loadAddon()).to.equal(loadAddon());
  });
});
