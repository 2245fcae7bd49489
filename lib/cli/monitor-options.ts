import type { NetwakeConfig } from '../config/config.ts';
import { presets } from '../config/presets.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { CommonFlags } from './options.ts';

/**
 * The options that the flags lead to: a flag wins over the file, the file over the preset, the preset over the defaults.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG` for a file that is refused
 */
export async function monitorOptions(flags: CommonFlags): Promise<NetworkMonitorOptions> {
  return { ...(await beneathFlags(flags)).monitor, ...monitorFlags(flags) };
}

/**
 * What the file and the preset say. A command that needs both halves asks once: the file may be a pipe.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG` for a file that is refused
 */
export async function beneathFlags({ config, preset }: CommonFlags): Promise<Pick<NetwakeConfig, 'monitor' | 'retry'>> {
  if (config === undefined) return preset === undefined ? { monitor: {}, retry: {} } : presets[preset];
  const { loadConfig } = await import('../config/load.ts');
  return loadConfig(config, preset === undefined ? {} : { preset });
}

/** What the flags themselves say of the monitor. */
export function monitorFlags(flags: CommonFlags): NetworkMonitorOptions {
  const options: NetworkMonitorOptions = {};
  if (flags.interval !== undefined) options.checkInterval = flags.interval;
  if (flags.timeout !== undefined) options.checkTimeout = flags.timeout;
  if (flags.host !== undefined) options.checkHosts = flags.host;
  if (flags.linkOnly === true) options.checkHosts = [];
  if (flags.interface !== undefined) options.preferredInterfaces = flags.interface;
  if (flags.netlink === false) options.enableNetlink = false;
  return options;
}
