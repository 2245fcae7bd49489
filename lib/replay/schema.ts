import * as v from 'valibot';

const family = v.picklist([4, 6]);
const name = v.nullable(v.string());
const state = v.picklist(['unknown', 'up', 'degraded', 'down']);
const cause = v.looseObject({ type: v.string(), interface: v.optional(v.string()), host: v.optional(v.string()) });
const query = v.object({ id: v.number(), family, address: v.string(), interfaceIndex: v.number() });
const path = v.object({
  id: v.number(),
  error: name,
  local: v.boolean(),
  interfaceIndex: v.number(),
  gateway: name,
  source: name,
});
const index = v.looseObject({ index: v.number() });
const addressed = v.looseObject({ index: v.number(), family, address: v.string(), prefixLength: v.number() });
const batch = v.looseObject({
  links: v.optional(v.array(index)),
  removedLinks: v.optional(v.array(v.number())),
  addresses: v.optional(v.array(addressed)),
  removedAddresses: v.optional(v.array(addressed)),
  paths: v.optional(v.array(path)),
  routes: v.optional(v.array(v.looseObject({ destination: v.string(), gateway: name }))),
  neighbours: v.optional(
    v.array(v.object({ family, address: v.string(), interfaceIndex: v.number(), failed: v.boolean() })),
  ),
  resync: v.optional(v.string()),
  ready: v.optional(v.boolean()),
});
const datagram = v.pipe(v.string(), v.regex(/^(?:[A-Za-z0-9+/]+={0,2}|)$/, 'no base64'));
const read = v.union([datagram, v.picklist(['!foreign', '!truncated', '!overflow', '!drained', '!catch-up'])]);

const portalAnswer = { error: name, httpStatus: v.nullable(v.number()), empty: v.boolean(), location: name };

const settings = v.looseObject({
  checkIntervalMs: v.number(),
  checkTimeoutMs: v.number(),
  checkHosts: v.array(v.object({ host: v.string(), port: v.nullable(v.number()) })),
  auditIntervalMs: v.nullable(v.number()),
  gatewayProbe: v.optional(v.boolean()),
  preferredInterfaces: v.array(v.string()),
  ignoreInterfaces: v.array(v.string()),
  flapDamping: v.nullish(
    v.object({
      penalty: v.number(),
      suppress: v.number(),
      reuse: v.number(),
      halfLifeMs: v.number(),
      maxSuppressMs: v.number(),
    }),
  ),
  captivePortalUrl: v.optional(v.nullable(v.string())),
});

const checkpoint = v.object({
  view: v.union([v.object({ datagrams: v.array(datagram), sequence: v.number() }), v.object({ batch })]),
  engine: v.looseObject({
    machine: v.looseObject({ state, reason: v.string(), nextRoundId: v.number() }),
    hosts: v.looseObject({ nextQueryId: v.number(), hosts: v.array(v.looseObject({})) }),
    answers: v.array(v.object({ record: path, lastInterfaceIndex: v.number() })),
    timers: v.array(v.looseObject({ timer: v.string() })),
    damping: v.nullish(v.looseObject({ penalty: v.number(), suppressed: v.boolean(), told: state })),
    portal: v.optional(
      v.nullable(
        v.object({ check: v.number(), answer: v.object(portalAnswer), at: v.pipe(v.string(), v.isoTimestamp()) }),
      ),
    ),
  }),
  session: v.object({ state, reason: v.string(), cause, since: v.pipe(v.string(), v.isoTimestamp()) }),
});

const header = v.looseObject({
  wall: v.pipe(v.string(), v.isoTimestamp()),
  netwake: v.string(),
  anonymized: v.boolean(),
  events: v.picklist(['netlink', 'polling']),
  probes: v.picklist(['native', 'socket']),
  settings,
  checkpoint: v.nullable(checkpoint),
});

const line = { at: v.number(), within: v.optional(v.literal(true)) };
const entry = v.variant('type', [
  v.object({ type: v.literal('read'), ...line, tape: v.array(read), paths: v.optional(v.array(path)) }),
  v.object({ type: v.literal('batch'), ...line, batch }),
  v.object({ type: v.literal('watch'), ...line, queries: v.array(query), paths: v.nullable(v.array(path)) }),
  v.object({ type: v.literal('audit'), ...line }),
  v.object({ type: v.literal('failure'), ...line, message: v.string() }),
  v.object({
    type: v.literal('probe'),
    ...line,
    probe: v.number(),
    target: v.looseObject({ address: v.string(), port: v.number() }),
  }),
  v.object({
    type: v.literal('outcome'),
    ...line,
    probe: v.number(),
    error: name,
    rttMs: v.nullable(v.number()),
    source: name,
    unbound: v.optional(v.literal(true)),
  }),
  v.object({ type: v.literal('lookup'), ...line, lookup: v.number(), name: v.string() }),
  v.object({
    type: v.literal('answer'),
    ...line,
    lookup: v.number(),
    addresses: v.optional(v.array(v.object({ family, address: v.string() }))),
    error: v.optional(v.string()),
  }),
  v.object({ type: v.literal('request'), ...line, request: v.number(), url: v.string() }),
  v.object({ type: v.literal('response'), ...line, request: v.number(), ...portalAnswer }),
  v.object({ type: v.literal('timer'), ...line, timer: v.number(), delayMs: v.number() }),
  v.object({ type: v.literal('fired'), ...line, timer: v.number() }),
  v.object({ type: v.literal('random'), ...line, value: v.number() }),
  v.object({ type: v.literal('check'), ...line }),
  v.object({ type: v.literal('wake'), ...line, sleptMs: v.number() }),
  v.object({ type: v.picklist(['success', 'suspicion']), ...line }),
  v.object({ type: v.literal('relaunch'), ...line }),
  v.object({ type: v.literal('stop'), ...line }),
  v.object({ type: v.literal('state'), ...line, state, previous: state, reason: v.string(), cause }),
  v.object({ type: v.literal('clock'), ...line, wall: v.pipe(v.string(), v.isoTimestamp()) }),
  v.object({ type: v.literal('end'), ...line, reason: v.picklist(['stopped', 'limit']) }),
]);

/** What is wrong with a header, or null. */
export function checkHeader(value: unknown): string | null {
  return problemIn(header, value);
}

/** What is wrong with an entry, or null. */
export function checkEntry(value: unknown): string | null {
  return problemIn(entry, value);
}

function problemIn(schema: v.GenericSchema, value: unknown): string | null {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return null;
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  return `${where === null ? 'the line' : where} is not what it should be: ${issue.message}`;
}
