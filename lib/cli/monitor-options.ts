import type { NetwakeConfig } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import type { ConfigLayer } from '../config/layer.ts';
import { mergeLayers, stackLayers } from '../config/layers.ts';
import { fromFile } from '../config/load.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { CommonFlags } from './options.ts';

/**
 * The options that the flags lead to: a flag wins over the environment, that over the file, the file over the preset, the preset
 * over the defaults.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG` for a file or a variable that is refused; the signal's reason
 */
export async function monitorOptions(
  flags: CommonFlags,
  { signal }: { signal?: AbortSignal } = {},
): Promise<NetworkMonitorOptions> {
  return { ...(await beneathFlags(flags, process.env, signal)).monitor, ...monitorFlags(flags) };
}

/**
 * What the environment, the file and the preset say. A command that needs both halves asks once: the file may be a pipe.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG` for a file or a variable that is refused; the signal's reason
 */
export async function beneathFlags(
  flags: CommonFlags,
  environment: Environment = process.env,
  signal?: AbortSignal,
): Promise<NetwakeConfig> {
  return mergeLayers(await layersBeneathFlags(flags, environment, signal));
}

/** The same, one by one, the weakest first. @throws ConfigError `ERR_NETWAKE_CONFIG`; the signal's reason */
export async function layersBeneathFlags(
  { config, preset }: CommonFlags,
  environment: Environment,
  signal?: AbortSignal,
): Promise<ConfigLayer[]> {
  const base = config === undefined ? null : await fromFile(config, signal);
  return stackLayers({ base, preset: preset ?? null, environment });
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
