import { presets } from '../config/presets.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { CommonFlags } from './options.ts';

/**
 * The options that the flags lead to: a flag wins over the file, the file over the preset, the preset over the defaults.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG` for a file that is refused
 */
export async function monitorOptions(flags: CommonFlags): Promise<NetworkMonitorOptions> {
  return { ...(await beneathFlags(flags)), ...fromFlags(flags) };
}

async function beneathFlags({ config, preset }: CommonFlags): Promise<NetworkMonitorOptions> {
  if (config === undefined) return preset === undefined ? {} : presets[preset].monitor;
  const { loadConfig } = await import('../config/load.ts');
  return (await loadConfig(config, preset === undefined ? {} : { preset })).monitor;
}

function fromFlags(flags: CommonFlags): NetworkMonitorOptions {
  const options: NetworkMonitorOptions = {};
  if (flags.interval !== undefined) options.checkInterval = flags.interval;
  if (flags.timeout !== undefined) options.checkTimeout = flags.timeout;
  if (flags.host !== undefined) options.checkHosts = flags.host;
  if (flags.linkOnly === true) options.checkHosts = [];
  if (flags.interface !== undefined) options.preferredInterfaces = flags.interface;
  if (flags.netlink === false) options.enableNetlink = false;
  return options;
}
