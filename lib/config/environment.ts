import { ConfigError, describe } from '../errors.ts';
import { nearestName } from '../options.ts';
import { dotted } from './issue-words.ts';
import { type ConfigKey, configKeys } from './keys.ts';
import type { ConfigLayer } from './layer.ts';
import { type ConfigIssue, readDocument } from './schema.ts';
import { readYaml } from './yaml-document.ts';

/** `process.env`, or what stands for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'NETWAKE_';
// In names this long a third of the letters is more than a slip, and others name variables NETWAKE_… too: Kubernetes does for
// a service that is called netwake.
const SLIPS = 2;

/**
 * The values that the environment has: a variable for each key. An empty one is none.
 *
 * @throws ConfigError `ERR_NETWAKE_CONFIG`, naming the variable: for a value that is refused, and for a name that is no more
 *   than a slip or its section away from one that exists
 */
export function readEnvironment(environment: Environment): ConfigLayer {
  refuseMisspelt(environment);
  const given: Record<string, unknown> = {};
  for (const key of configKeys) {
    const text = environment[key.variable];
    if (text !== undefined && text !== '') put(given, key.path, valueOf(key, text));
  }
  const result = readDocument(given);
  if ('issues' in result) throw new ConfigError(null, inWords(result.issues[0]!));
  return { origin: 'environment', document: result.document, given, placeOf: (path) => keyOf(path)?.variable ?? null };
}

function valueOf({ notation, variable }: ConfigKey, text: string): unknown {
  if (notation === 'text') return text;
  // `[v6]:port` is an entry, and no list.
  if (notation === 'list' && !/^\s*\[(?![\da-f:.]+\]:)/i.test(text))
    return text.split(',').map((entry) => entry.trim());
  const yaml = readYaml(text);
  if ('value' in yaml) return yaml.value;
  // Addresses of webhooks are often secrets.
  const received = variable === 'NETWAKE_WEBHOOKS' ? '' : `; received ${describe(text)}`;
  throw new ConfigError(null, `${variable} must be YAML: ${yaml.faults[0]!.message}${received}`);
}

function put(given: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [section, key] = path as [string, string?];
  if (key === undefined) given[section] = value;
  else given[section] = { ...(given[section] as object | undefined), [key]: value };
}

function keyOf(path: ConfigIssue['path']): ConfigKey | undefined {
  return configKeys.find((key) => key.path.every((step, index) => step === path[index]));
}

function inWords({ told, message }: ConfigIssue): string {
  const key = keyOf(told);
  if (key === undefined) return `${dotted(told)} ${message}`;
  const rest = dotted(told.slice(key.path.length));
  return `${key.variable}${rest === '' || rest.startsWith('[') ? rest : `.${rest}`} ${message}`;
}

function refuseMisspelt(environment: Environment): void {
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || text === undefined || text === '') continue;
    const meant = variableMeantBy(variable);
    if (meant !== null && meant !== variable)
      throw new ConfigError(null, `${variable} is not known; did you mean ${meant}?`);
  }
}

// By its whole name, and by its key alone: NETWAKE_CHECK_INTERVAL lacks but the section.
function variableMeantBy(variable: string): string | null {
  const byName = new Map<string, string>();
  for (const { path, variable: whole } of configKeys) {
    byName.set(whole, whole);
    byName.set(`${PREFIX}${path.at(-1)!.toUpperCase()}`, whole);
  }
  const nearest = nearestName(variable, [...byName.keys()], SLIPS);
  return nearest === null ? null : byName.get(nearest)!;
}
