import { snakeCased } from '../config/camel-case.ts';
import type { Environment } from '../config/environment.ts';
import { type EffectiveValue, effectiveValues, type ShownLayer } from '../config/effective.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { layersBeneathFlags, monitorFlags } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';
import { formatTable } from './table.ts';

const FLAGS: Readonly<Record<string, string>> = {
  check_interval: '--interval',
  check_timeout: '--timeout',
  preferred_ifaces: '--interface',
  enable_netlink: '--no-netlink',
  preset: '--preset',
};

/** `netwake config show`: every value in force, and where it comes from. */
export async function configShow(
  flags: CommonFlags,
  context: CommandContext,
  environment: Environment = process.env,
): Promise<number> {
  const values = shownValues(await layersBeneathFlags(flags, environment, context.signal), flags);
  context.print(flags.json === true ? toJson(values) : await toTable(values));
  return exitCode.success;
}

/** Every value in force, without secrets. */
export function shownValues(layersBeneath: readonly ShownLayer[], flags: CommonFlags): EffectiveValue[] {
  return effectiveValues([...layersBeneath, flagLayer(flags)]).map(withoutSecrets);
}

function flagLayer(flags: CommonFlags): ShownLayer {
  const { preferredInterfaces: preferred_ifaces, ...others } = monitorFlags(flags);
  const network_monitor = {
    ...snakeCased({ ...others }),
    ...(preferred_ifaces === undefined ? {} : { preferred_ifaces }),
  };
  const hosts = flags.linkOnly === true ? '--link-only' : '--host';
  const given = flags.preset === undefined ? { network_monitor } : { preset: flags.preset, network_monitor };
  return { origin: 'flag', given, placeOf: (path) => FLAGS[String(path.at(-1))] ?? hosts };
}

// What is shown is pasted into reports: neither secrets nor the paths of webhooks' addresses, which mostly are ones.
function withoutSecrets(value: EffectiveValue): EffectiveValue {
  if (value.key !== 'webhooks') return value;
  const webhooks = value.value as ReadonlyArray<{ url: string; secret?: string }>;
  const hidden = webhooks.map(({ url, secret, ...others }) => ({
    url: `${new URL(url).origin}/***`,
    ...(secret === undefined ? {} : { secret: '***' }),
    ...others,
  }));
  return { ...value, value: hidden };
}

function toJson(values: readonly EffectiveValue[]): string {
  return JSON.stringify(
    Object.fromEntries(values.map(({ key, ...others }) => [key, others])),
    // JSON has no infinity: as a file spells it.
    (_, value: unknown) => (value === Infinity ? '.inf' : value),
  );
}

function toTable(values: readonly EffectiveValue[]): Promise<string> {
  const rows = values.map(({ key, value, origin, source }) => [
    key,
    inWords(value),
    source === null ? origin : `${origin} ${source}`,
  ]);
  return formatTable([['KEY', 'VALUE', 'FROM'], ...rows]);
}

function inWords(value: unknown): string {
  if (value === null) return '-';
  if (value === Infinity) return '.inf';
  if (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'))
    return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
