import * as v from 'valibot';
import { parseDuration, parsePositiveDuration } from '../duration.ts';
import { describe, InvalidOptionError } from '../errors.ts';
import { parseCheckHost } from '../monitor/check-host.ts';
import { readFlapDamping } from '../monitor/flap-damping.ts';
import { parseIgnoredInterface, parseInterfaceName } from '../monitor/interface-name.ts';
import { parsePortalUrl } from '../monitor/portal-url.ts';
import { camelCased } from './camel-case.ts';
import type { NetwakeConfig } from './config.ts';
import { mapping, mustBe } from './mapping.ts';
import { type PresetName, presetNames } from './presets.ts';

/** Keys and indexes from the root to a value. */
export type ConfigPath = ReadonlyArray<string | number>;

/** One thing that is wrong. */
export interface ConfigIssue {
  path: ConfigPath;
  /** The key at the end of the path is meant, not its value. */
  onKey: boolean;
  /** Reads on from the path: `must be …`, `is not known …`. */
  message: string;
}

/** What a configuration says, before a preset is laid beneath it. */
export interface ConfigDocument extends NetwakeConfig {
  preset: PresetName | null;
}

// The options' own parsers decide here too, so that a file and a constructor never disagree.
const passes = <Input>(parse: (option: string, value: unknown) => unknown): v.RawCheckAction<Input> =>
  v.rawCheck<Input>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      parse('', dataset.value);
    } catch (error) {
      if (!(error instanceof InvalidOptionError)) throw error;
      addIssue({ message: `must be ${error.expected}; received ${describe(error.received)}` });
    }
  });

const DURATION = "a duration: milliseconds, or a string such as '250ms', '10s', '1m30s'";
const durationType = v.union([v.number(), v.string()], mustBe(DURATION));
const duration = v.pipe(durationType, passes(parseDuration));
const positiveDuration = v.pipe(durationType, passes(parsePositiveDuration));
const flag = v.boolean(mustBe('true or false'));

const HOST = "a host: 'host', 'host:port', '[v6]:port' or { host, port }";
const hostObject = v.strictObject({ host: v.string(), port: v.optional(v.number()) });
const host = v.pipe(
  v.union([v.string(), hostObject], mustBe(HOST)),
  passes(parseCheckHost),
  v.transform((input) => (typeof input === 'string' ? input : camelCased(input))),
);

const interfaceName = v.pipe(v.string(mustBe('the name of an interface')), passes(parseInterfaceName));
const interfaceNames = v.array(interfaceName, mustBe('a list of interface names'));
const ignoredInterface = v.pipe(v.string(mustBe('a pattern of names, or a kind')), passes(parseIgnoredInterface));
const ignoredInterfaces = v.array(ignoredInterface, mustBe('a list of interface names'));

const FIGURE = mustBe('a number of more than 0');
const figure = v.pipe(v.number(FIGURE), v.finite(FIGURE), v.gtValue(0, FIGURE));
const dampingFlag = v.boolean(mustBe('true, false or a mapping'));
const dampingFigures = v.pipe(
  mapping({
    penalty: v.optional(figure),
    suppress: v.optional(figure),
    reuse: v.optional(figure),
    half_life: v.optional(positiveDuration),
    max_suppress: v.optional(positiveDuration),
  }),
  v.transform(camelCased),
  passes(readFlapDamping),
);
const portalUrl = v.pipe(v.string(mustBe('a plain http: URL')), passes(parsePortalUrl));

const monitor = v.pipe(
  mapping({
    check_interval: v.optional(positiveDuration),
    audit_interval: v.optional(positiveDuration),
    check_timeout: v.optional(positiveDuration),
    check_hosts: v.optional(v.array(host, mustBe('a list of hosts'))),
    notify_on_change: v.optional(flag),
    enable_netlink: v.optional(flag),
    gateway_probe: v.optional(flag),
    preferred_ifaces: v.optional(interfaceNames),
    preferred_interfaces: v.optional(interfaceNames),
    ignore_interfaces: v.optional(ignoredInterfaces),
    flap_damping: v.optional(v.lazy((input) => (typeof input === 'object' ? dampingFigures : dampingFlag))),
    captive_portal_url: v.optional(portalUrl),
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

const wholeNumber = (value: number): boolean => value >= 1 && (Number.isInteger(value) || value === Infinity);
const ATTEMPTS = mustBe('a whole number of 1 or more, or .inf');
const MULTIPLIER = mustBe('a number of 1 or more');
const JITTER = mustBe("true, false, 'full', 'equal' or 'decorrelated'");

const retry = v.pipe(
  mapping({
    max_attempts: v.optional(v.pipe(v.number(ATTEMPTS), v.check(wholeNumber, ATTEMPTS))),
    initial_delay: v.optional(duration),
    max_delay: v.optional(duration),
    multiplier: v.optional(v.pipe(v.number(MULTIPLIER), v.finite(MULTIPLIER), v.minValue(1, MULTIPLIER))),
    jitter: v.optional(v.union([v.boolean(), v.picklist(['full', 'equal', 'decorrelated'])], JITTER)),
    wait_for_network: v.optional(flag),
  }),
  v.transform(camelCased),
);

// Not told what was received: addresses of webhooks are often secrets themselves.
const URL_WANTED = 'must be an http or https URL';
const isWebUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const SECRET = 'must be a string that is not empty';
const STATES = ['up', 'down', 'degraded'] as const;
const state = v.picklist(STATES, mustBe(`one of ${STATES.join(', ')}`));
const STATE_LIST = mustBe(`a list of states: ${STATES.join(', ')}`);

const webhook = v.pipe(
  mapping({
    url: v.pipe(v.string(URL_WANTED), v.check(isWebUrl, URL_WANTED)),
    secret: v.optional(v.pipe(v.string(SECRET), v.nonEmpty(SECRET))),
    on: v.optional(v.pipe(v.array(state, STATE_LIST), v.nonEmpty(STATE_LIST))),
  }),
  v.transform(camelCased),
);

// A section whose lines are all commented out is null in YAML, and means nothing more than its absence.
const root = mapping({
  preset: v.optional(v.picklist(presetNames, mustBe(`one of ${presetNames.join(', ')}`))),
  network_monitor: v.nullish(monitor),
  retry: v.nullish(retry),
  webhooks: v.nullish(v.array(webhook, mustBe('a list of webhooks'))),
});

/** Validates what a file or an object says, all of it. */
export function readDocument(input: unknown): { document: ConfigDocument } | { issues: ConfigIssue[] } {
  const result = v.safeParse(root, input);
  if (!result.success) return { issues: result.issues.map(toIssue) };
  const { preset = null, network_monitor, retry: retryConfig, webhooks } = result.output;
  return {
    document: { preset, monitor: network_monitor ?? {}, retry: retryConfig ?? {}, webhooks: webhooks ?? [] },
  };
}

function toIssue(issue: v.BaseIssue<unknown>): ConfigIssue {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  return { path, onKey: issue.expected === 'never', message: issue.message };
}
