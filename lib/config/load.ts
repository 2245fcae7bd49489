import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError, InvalidOptionError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { NetwakeConfig } from './config.ts';
import { type PresetName, presetNames, presets } from './presets.ts';
import type { ConfigDocument, ConfigIssue, ConfigPath } from './schema.ts';
import type { TextPosition } from './yaml-document.ts';

/** Options of `loadConfig()`. */
export interface LoadConfigOptions {
  /** In the place of the preset that the configuration names, and beneath its values as that would be. */
  preset?: PresetName;
}

/**
 * Loads a configuration: validated whole, with its preset laid beneath its own values. What neither sets is absent, so
 * that the constructors' defaults hold.
 *
 * @param source  path or file URL of a YAML file, or an object of the same shape, snake_case keys included
 * @throws ConfigError `ERR_NETWAKE_CONFIG`: `FILE:LINE:COLUMN: …` for the first fault in a file, the dotted path for one in
 *   an object; with a `cause` when the file can't be read
 */
export async function loadConfig(
  source: string | URL | object,
  options: LoadConfigOptions = {},
): Promise<NetwakeConfig> {
  refuseUnknownOptions('options', options, ['preset']);
  if (options.preset !== undefined && !presetNames.includes(options.preset)) {
    throw new InvalidOptionError('preset', options.preset, `one of ${presetNames.join(', ')}`);
  }
  const document = await (typeof source === 'string' || source instanceof URL ? fromFile(source) : fromObject(source));
  const name = options.preset ?? document.preset;
  const { monitor, retry, webhooks } = document;
  if (name === null) return { monitor, retry, webhooks };
  const beneath = presets[name];
  return { monitor: { ...beneath.monitor, ...monitor }, retry: { ...beneath.retry, ...retry }, webhooks };
}

async function fromFile(source: string | URL): Promise<ConfigDocument> {
  const file = source instanceof URL ? fileURLToPath(source) : source;
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError({ file, line: null, column: null }, `cannot be read: ${cause.code ?? cause.message}`, {
      cause,
    });
  });
  // Loaded only here: who has no configuration pays for no parser.
  const { readYaml } = await import('./yaml-document.ts');
  const yaml = readYaml(text);
  if ('fault' in yaml) throw new ConfigError({ file, ...yaml.fault }, yaml.fault.message);
  const { readDocument } = await import('./schema.ts');
  const result = readDocument(yaml.value ?? {});
  if ('document' in result) return result.document;
  const { position, issue } = earliest(result.issues, yaml.positionOf);
  throw new ConfigError({ file, ...position }, inWords(issue));
}

async function fromObject(source: unknown): Promise<ConfigDocument> {
  const { readDocument } = await import('./schema.ts');
  const result = readDocument(source);
  if ('document' in result) return result.document;
  throw new ConfigError(null, inWords(result.issues[0]!));
}

// The fault that a reader of the file meets first.
function earliest(
  issues: readonly ConfigIssue[],
  positionOf: (path: ConfigPath, onKey: boolean) => TextPosition,
): { position: TextPosition; issue: ConfigIssue } {
  const placed = issues.map((issue) => ({ issue, position: positionOf(issue.path, issue.onKey) }));
  placed.sort(({ position: a }, { position: b }) => a.line - b.line || a.column - b.column);
  return placed[0]!;
}

function inWords({ path, message }: ConfigIssue): string {
  const dotted = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return `${dotted === '' ? 'the configuration' : dotted.replace(/^\./, '')} ${message}`;
}
