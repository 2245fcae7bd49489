import fc from 'fast-check';

const duration = fc.oneof(
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom('ms', 's', 'm', 'h'))
    .map(([count, unit]) => `${count}${unit}`),
  fc.constant('1m30s'),
);
const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.oneof(fc.ipV4(), fc.domain());
const host = fc.oneof(
  address,
  fc.tuple(address, port).map(([host, port]) => `${host}:${port}`),
  fc.tuple(fc.ipV6(), port).map(([host, port]) => `[${host}]:${port}`),
  fc.record({ host: address, port }, { requiredKeys: ['host'] }),
);
const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,14}$/);
const names = fc.uniqueArray(name, { maxLength: 3 });
const url = fc.domain().map((domain) => `http://${domain}/generate_204`);
// Within what is allowed of each other, whichever are absent.
const figures = {
  penalty: fc.integer({ min: 500, max: 2_000 }),
  suppress: fc.integer({ min: 2_000, max: 4_000 }),
  reuse: fc.integer({ min: 500, max: 1_000 }),
};

const sections = {
  network_monitor: fc.record(
    {
      ...{ check_interval: duration, check_timeout: duration, audit_interval: duration },
      check_hosts: fc.array(host, { maxLength: 4 }),
      ...{ notify_on_change: fc.boolean(), enable_netlink: fc.boolean(), gateway_probe: fc.boolean() },
      preferred_ifaces: names,
      ignore_interfaces: fc.array(
        fc.oneof(
          name,
          name.map((kind) => `kind:${kind}`),
          fc.constant('veth*'),
        ),
      ),
      flap_damping: fc.oneof(fc.boolean(), fc.record(figures, { requiredKeys: [] })),
      captive_portal_url: url,
    },
    { requiredKeys: [] },
  ),
  retry: fc.record(
    {
      max_attempts: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constant(Infinity)),
      ...{ initial_delay: duration, max_delay: duration },
      multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
      jitter: fc.constantFrom(true, false, 'full', 'equal', 'decorrelated'),
      wait_for_network: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  webhooks: fc.array(
    fc.record(
      {
        url: fc.webUrl(),
        secret: fc.string({ minLength: 1 }),
        on: fc.array(fc.constantFrom('up', 'down', 'degraded'), { minLength: 1 }),
      },
      { requiredKeys: ['url'] },
    ),
    { maxLength: 3 },
  ),
};

/** Configurations with nothing wrong. */
export const goodConfig: fc.Arbitrary<object> = fc.record(
  { preset: fc.constantFrom('conservative', 'balanced', 'patient'), ...sections },
  { requiredKeys: [] },
);
