import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NativeAddon } from './binding.ts';

/** The addon, or one line that says why there is none and what to do about it. */
export type LoadedAddon = { addon: NativeAddon } | { reason: string };

// Both lib/native/ and dist/chunks/ lie two below the root of the package.
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

let loaded: LoadedAddon | null = null;

/** Loads the addon on the first call, once a thread. Never throws. */
export function loadAddon(): LoadedAddon {
  loaded ??= load(process.platform, process.arch);
  return loaded;
}

function load(platform: string, arch: string): LoadedAddon {
  if (platform !== 'linux') return { reason: `netlink needs Linux, this is ${platform}` };
  const require = createRequire(import.meta.url);
  try {
    // Loaded here and not at the top: importing netwake does nothing until a monitor is made.
    const bindings = require('bindings') as (options: object) => NativeAddon;
    return { addon: bindings({ bindings: 'netwake', module_root: PACKAGE_ROOT, try: candidates(platform, arch) }) };
  } catch (error) {
    return { reason: explain(error, platform, arch) };
  }
}

// `bindings` joins each row to a path. prebuildify names the file after what the loader of a binary must match; `armv8` is
// its tag for arm64.
function candidates(platform: string, arch: string): string[][] {
  const prebuilt = arch === 'arm64' ? 'node.napi.armv8.node' : 'node.napi.node';
  return [
    ['module_root', 'build', 'Release', 'bindings'],
    ['module_root', 'build', 'Debug', 'bindings'],
    ['module_root', 'prebuilds', `${platform}-${arch}`, prebuilt],
  ];
}

function explain(error: unknown, platform: string, arch: string): string {
  const { code, message, tries } = error as { code?: string; message?: string; tries?: string[] };
  if (tries !== undefined || code === 'MODULE_NOT_FOUND') {
    return `no addon is built and none is shipped for ${platform}-${arch}: run npx node-gyp rebuild in the netwake package`;
  }
  // The dynamic loader's own words say best what it misses.
  return `the addon could not be loaded: ${message ?? String(error)}`;
}
