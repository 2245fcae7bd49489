import { snakeCased } from './camel-case.ts';
import type { NetwakeConfig } from './config.ts';
import type { Environment } from './environment.ts';
import type { ConfigLayer } from './layer.ts';
import { type PresetName, presets } from './presets.ts';

/** What there may be beneath the options that a program gives itself. */
export interface LayerSources {
  /** What a file says, or an object of its shape. */
  readonly base: ConfigLayer | null;
  /** In the place of the preset that the others name. */
  readonly preset: PresetName | null;
  readonly environment: Environment | null;
}

/**
 * The layers of a configuration, the weakest first: the preset, the file, the environment.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG` for a variable that is refused
 */
export async function stackLayers({ base, preset, environment }: LayerSources): Promise<ConfigLayer[]> {
  const layers = base === null ? [] : [base];
  if (environment !== null && hasVariables(environment)) {
    // Loaded only here: who sets no variable pays for no parser.
    const { readEnvironment } = await import('./environment.ts');
    layers.push(readEnvironment(environment));
  }
  const name = preset ?? layers.findLast(({ document }) => document.preset !== null)?.document.preset ?? null;
  return name === null ? layers : [presetLayer(name), ...layers];
}

/** What the layers come to. */
export function mergeLayers(layers: readonly ConfigLayer[]): NetwakeConfig {
  const merged: NetwakeConfig = { monitor: {}, retry: {}, webhooks: [] };
  for (const { monitor, retry, webhooks } of layers.map(({ document }) => document)) {
    Object.assign(merged.monitor, monitor);
    Object.assign(merged.retry, retry);
    if (webhooks !== null) merged.webhooks = webhooks;
  }
  return merged;
}

/** Whether there is any variable that could be meant for the configuration. Those of recordings are not. */
function hasVariables(environment: Environment): boolean {
  return Object.entries(environment).some(
    ([name, text]) => text !== '' && name.startsWith('NETWAKE_') && !name.startsWith('NETWAKE_RECORD'),
  );
}

function presetLayer(name: PresetName): ConfigLayer {
  const { monitor, retry } = presets[name];
  return {
    origin: 'preset',
    document: { preset: name, monitor, retry, webhooks: null },
    given: { network_monitor: snakeCased(monitor), retry: snakeCased(retry) },
    placeOf: () => name,
  };
}
