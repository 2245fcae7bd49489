import * as v from 'valibot';
import { readFlapDamping } from '../monitor/flap-damping.ts';
import { camelCased } from './camel-case.ts';
import type { NetwakeConfig, WebhookConfig } from './config.ts';
import { mapping, mustBe, UNTOLD_KEY } from './mapping.ts';
import { type PresetName, presetNames } from './presets.ts';
import * as values from './value-schemas.ts';

/** Keys and indexes from the root to a value. */
export type ConfigPath = ReadonlyArray<string | number>;

/** One thing that is wrong. */
export interface ConfigIssue {
  path: ConfigPath;
  /** The path as far as it may be told: a key that is not known may be a secret in the wrong place. */
  told: ConfigPath;
  /** The key at the end of the path is meant, not its value. */
  onKey: boolean;
  /** Reads on from what is told of the path: `must be …`, `is not known …`. */
  message: string;
}

/** What a configuration says, before a preset is laid beneath it. */
export interface ConfigDocument extends Omit<NetwakeConfig, 'webhooks'> {
  preset: PresetName | null;
  /** Null: it says nothing of them. */
  webhooks: WebhookConfig[] | null;
}

// What a key is for, in words that stand in the JSON Schema and in docs/configuration.md too.
const key = <const Schema extends v.GenericSchema>(
  description: string,
  schema: Schema,
): v.OptionalSchema<
  v.SchemaWithPipe<readonly [Schema, v.DescriptionAction<v.InferOutput<Schema>, string>]>,
  undefined
> => v.optional(v.pipe(schema, v.description(description)));

const FIGURE = mustBe('a number of more than 0');
const figure = v.pipe(v.number(FIGURE), v.finite(FIGURE), v.gtValue(0, FIGURE));
const dampingFlag = v.boolean(mustBe('true, false or a mapping'));
const dampingFigures = v.pipe(
  mapping({
    penalty: key('Added by each outage; default 1000', figure),
    suppress: key('Above it, what follows an outage is held back; default 3000', figure),
    reuse: key('Until the penalty has decayed to this; default 750', figure),
    half_life: key('Half of the penalty is gone after this long; default 30s', values.positiveDuration),
    max_suppress: key('The longest that anything is held back; default 2m', values.positiveDuration),
  }),
  v.transform(camelCased),
  values.passes(readFlapDamping),
);
const flapDamping = v.lazy((input) => (typeof input === 'object' ? dampingFigures : dampingFlag));

const monitor = v.pipe(
  mapping({
    check_interval: key('Time between periodic verifications while nothing else happens', values.positiveDuration),
    check_timeout: key('Upper bound of one probe', values.positiveDuration),
    check_hosts: key('Hosts to verify by; without a port 53 and 443 are raced; [] is link-only mode', values.hosts),
    notify_on_change: key('false: tell the state after every verification, not of changes only', values.flag),
    enable_netlink: key('false: poll instead of listening to the kernel', values.flag),
    audit_interval: key(
      'Time between comparisons of the view with a fresh dump of the kernel',
      values.positiveDuration,
    ),
    gateway_probe: key('When no check host answers, ask their gateways', values.flag),
    preferred_ifaces: key('Interfaces that alone count and carry probes; [] is all', values.interfaceNames),
    preferred_interfaces: key('Another name of preferred_ifaces', values.interfaceNames),
    ignore_interfaces: key("Interfaces that don't count: patterns of names, or kind:veth", values.ignoredInterfaces),
    flap_damping: key('Hold up and degraded back while the network flaps: true, or a mapping of figures', flapDamping),
    captive_portal_url: key('Plain http: URL that answers 204, to find captive portals by', values.portalUrl),
  }),
  v.forward(
    v.partialCheck(
      [['preferred_ifaces'], ['preferred_interfaces']],
      (input) => input.preferred_ifaces === undefined || input.preferred_interfaces === undefined,
      'is another name of preferred_ifaces: give one of them',
    ),
    ['preferred_interfaces'],
  ),
  v.transform(({ preferred_ifaces, preferred_interfaces = preferred_ifaces, ...others }) =>
    camelCased({ ...others, preferred_interfaces }),
  ),
);

const wholeNumber = (value: number): boolean => Number.isInteger(value) || value === Infinity;
const ATTEMPTS = mustBe('a whole number of 1 or more, or .inf');
const attempts = v.pipe(v.number(ATTEMPTS), v.minValue(1, ATTEMPTS), v.check(wholeNumber, ATTEMPTS));
const MULTIPLIER = mustBe('a number of 1 or more');
const multiplier = v.pipe(v.number(MULTIPLIER), v.finite(MULTIPLIER), v.minValue(1, MULTIPLIER));
const JITTER = mustBe("true, false, 'full', 'equal' or 'decorrelated'");
const jitter = v.union([v.boolean(), v.picklist(['full', 'equal', 'decorrelated'])], JITTER);

const retry = v.pipe(
  mapping({
    max_attempts: key('Failures while the network is usable; .inf for no limit', attempts),
    initial_delay: key('Delay before the second attempt', values.duration),
    max_delay: key('No delay is longer, jitter included', values.duration),
    multiplier: key('Each delay is this many times the one before', multiplier),
    jitter: key('Chance in the delays: true is ±25 %', jitter),
    wait_for_network: key('Wait out an outage instead of using up attempts', values.flag),
  }),
  v.transform(camelCased),
);

// Not told what was received, be it in the wrong place: addresses of webhooks are often secrets themselves.
const URL_WANTED = 'must be an http or https URL';
const isWebUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const webUrl = v.pipe(v.string(URL_WANTED), v.check(isWebUrl, URL_WANTED), v.metadata({ pattern: '^https?:' }));
const SECRET = 'must be a string that is not empty';
const secret = v.pipe(v.string(SECRET), v.nonEmpty(SECRET));
const STATES = ['up', 'down', 'degraded'] as const;
const state = v.picklist(STATES, `must be one of ${STATES.join(', ')}`);
const STATE_LIST = `must be a list of states: ${STATES.join(', ')}`;
const states = v.pipe(v.array(state, STATE_LIST), v.nonEmpty(STATE_LIST));

const webhook = v.pipe(
  mapping(
    {
      url: v.pipe(webUrl, v.description('http or https')),
      secret: key('Signs what is sent', secret),
      on: key('The states that are told', states),
    },
    { secret: true },
  ),
  v.transform(camelCased),
);

const preset = v.picklist(presetNames, mustBe(`one of ${presetNames.join(', ')}`));

// A section whose lines are all commented out is null in YAML, and means no more than its absence.
const root = mapping({
  preset: key('Values that go well together, beneath those of this file', preset),
  network_monitor: v.nullish(monitor),
  retry: v.nullish(retry),
  webhooks: v.nullish(
    v.pipe(v.array(webhook, 'must be a list of webhooks'), v.description('Who is told of the state')),
  ),
});

/** The format of a configuration file, for who walks it: names of variables and the JSON Schema are derived from it. */
export const configFormat: v.GenericSchema = root;

/** Validates what a file or an object says, all of it. */
export function readDocument(input: unknown): { document: ConfigDocument } | { issues: ConfigIssue[] } {
  const result = v.safeParse(root, input);
  if (!result.success) return { issues: result.issues.map(toIssue) };
  const { preset = null, network_monitor, retry: retryConfig, webhooks } = result.output;
  return {
    document: { preset, monitor: network_monitor ?? {}, retry: retryConfig ?? {}, webhooks: webhooks ?? null },
  };
}

function toIssue(issue: v.BaseIssue<unknown>): ConfigIssue {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const told = issue.message.startsWith(UNTOLD_KEY) ? path.slice(0, -1) : path;
  return { path, told, onKey: issue.expected === 'never', message: issue.message };
}
