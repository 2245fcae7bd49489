import { ConfigError, InvalidOptionError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { NetwakeConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { inWords } from './issue-words.ts';
import type { ConfigLayer, GivenValues } from './layer.ts';
import { mergeLayers, stackLayers } from './layers.ts';
import { type PresetName, presetNames } from './presets.ts';

/** Options of `loadConfig()`. */
export interface LoadConfigOptions {
  /** In the place of the preset that the configuration names, and beneath its values as that would be. */
  preset?: PresetName;
  /** Variables such as `NETWAKE_RETRY_MAX_ATTEMPTS`, laid over the values of the configuration: `process.env`. Default: none. */
  environment?: Environment;
}

/**
 * Loads a configuration: validated whole, with its preset laid beneath its own values. What neither sets is absent, so
 * that the constructors' defaults hold.
 *
 * @param source  path or file URL of a YAML file, or an object of the same shape, snake_case keys included
 * @throws ConfigError `ERR_NETWAKE_CONFIG`: `FILE:LINE:COLUMN: …` for the first fault in a file, the dotted path for one in
 *   an object, the name for one in a variable; with a `cause` when the file can't be read. InvalidOptionError
 *   `ERR_NETWAKE_INVALID_OPTION` for a URL of no file here
 */
export async function loadConfig(
  source: string | URL | object,
  options: LoadConfigOptions = {},
): Promise<NetwakeConfig> {
  refuseUnknownOptions('options', options, ['preset', 'environment']);
  const { preset = null, environment = null } = options;
  if (preset !== null && !presetNames.includes(preset)) {
    throw new InvalidOptionError('preset', preset, `one of ${presetNames.join(', ')}`);
  }
  const base = await (typeof source === 'string' || source instanceof URL ? fromFile(source) : fromObject(source));
  return mergeLayers(await stackLayers({ base, preset, environment }));
}

/** @throws ConfigError `ERR_NETWAKE_CONFIG` for the first fault, InvalidOptionError as `loadConfig()`, the signal's reason */
export async function fromFile(source: string | URL, signal?: AbortSignal): Promise<ConfigLayer> {
  // Loaded only here: who has no configuration pays for no parser.
  const { readConfigFile } = await import('./config-file.ts');
  const file = await readConfigFile(source, signal);
  if ('faults' in file) throw file.faults[0];
  return file.layer;
}

async function fromObject(source: object): Promise<ConfigLayer> {
  const { readDocument } = await import('./schema.ts');
  const result = readDocument(source);
  if ('issues' in result) throw new ConfigError(null, inWords(result.issues[0]!));
  return { origin: 'file', document: result.document, given: source as GivenValues, placeOf: () => null };
}
