import * as v from 'valibot';
import { type Duration, DURATION_GRAMMAR, parseDuration, parsePositiveDuration } from '../duration.ts';
import { describe, InvalidOptionError } from '../errors.ts';
import { type CheckHostInput, parseCheckHost } from '../monitor/check-host.ts';
import { parseIgnoredInterface, parseInterfaceName } from '../monitor/interface-name.ts';
import { parsePortalUrl } from '../monitor/portal-url.ts';
import { camelCased } from './camel-case.ts';
import { mustBe } from './mapping.ts';

/** The options' own parsers decide here too, so that a file and a constructor never disagree. */
export const passes = <Input>(parse: (option: string, value: unknown) => unknown): v.RawCheckAction<Input> =>
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
// For editors: what is decided here the parser decides.
const milliseconds = v.pipe(v.number(), v.metadata({ minimum: 0 }));
const durationText = v.pipe(v.string(), v.metadata({ pattern: DURATION_GRAMMAR.source, minLength: 1 }));
const durationType = v.union([milliseconds, durationText], mustBe(DURATION));
export const duration: v.GenericSchema<Duration> = v.pipe(durationType, passes(parseDuration));
export const positiveDuration: v.GenericSchema<Duration> = v.pipe(durationType, passes(parsePositiveDuration));

export const flag: v.GenericSchema<boolean> = v.boolean(mustBe('true or false'));

const HOST = "a host: 'host', 'host:port', '[v6]:port' or { host, port }";
const hostObject = v.strictObject({ host: v.string(), port: v.optional(v.number()) });
const host = v.pipe(
  v.union([v.string(), hostObject], mustBe(HOST)),
  passes(parseCheckHost),
  v.transform((input) => (typeof input === 'string' ? input : camelCased(input))),
);
export const hosts: v.GenericSchema<unknown[], CheckHostInput[]> = v.array(host, mustBe('a list of hosts'));

const interfaceName = v.pipe(v.string(mustBe('the name of an interface')), passes(parseInterfaceName));
export const interfaceNames: v.GenericSchema<string[]> = v.array(interfaceName, mustBe('a list of interface names'));
const ignoredInterface = v.pipe(v.string(mustBe('a pattern of names, or a kind')), passes(parseIgnoredInterface));
export const ignoredInterfaces: v.GenericSchema<string[]> = v.array(
  ignoredInterface,
  mustBe('a list of interface names'),
);

export const portalUrl: v.GenericSchema<string> = v.pipe(v.string(mustBe('a plain http: URL')), passes(parsePortalUrl));
