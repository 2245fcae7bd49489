import { expect } from 'chai';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readConfigText } from '../../lib/config/config-file.ts';
import { loadConfig } from '../../lib/config/index.ts';
import { NetworkMonitor } from '../../lib/index.ts';
import { Retryer } from '../../lib/retry/index.ts';
import { goodConfig } from './good-config.ts';

const FILE = '/etc/netwake.yaml';

/** What may stand anywhere in a file, and mostly should not. */
const scrap = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    ...Array.from('[]{}:,&*!|>%@`"\'#?-\t\n\r\0'),
    ...[': ', '- ', '? ', '<<: ', '*a', '&a ', '!!binary ', '---\n', '...\n'],
  ),
  fc.constantFrom(
    'preset',
    'network_monitor:',
    'retry: ',
    'check_hosts',
    '.inf',
    '__proto__: ',
    'null',
    '~',
    '1e999',
    '\uFEFF',
  ),
);
/** A good file in which something is put, or left out, or twice. */
const mutated = fc
  .record({
    config: goodConfig,
    cuts: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), scrap)),
  })
  .map(({ config, cuts }) => {
    let text = stringify(config);
    for (const [where, length, put] of cuts) {
      const at = Math.floor(where * text.length);
      text = text.slice(0, at) + put + text.slice(at + length);
    }
    return text;
  });
const nested = fc
  .tuple(fc.constantFrom('[', '{a: ', '- ', '? ', 'a:\n '), fc.nat(2_000))
  .map(([text, count]) => text.repeat(count));
const thing = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
const anyText = fc.oneof(
  { weight: 10, arbitrary: fc.array(scrap, { maxLength: 40 }).map((parts) => parts.join('')) },
  { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 5, arbitrary: thing.map((value) => String(stringify(value))) },
  { weight: 1, arbitrary: nested },
  { weight: 20, arbitrary: mutated },
);

/** Whether it is good; of what is refused, that it is refused as it has to be. */
function verdictOf(text: string): boolean {
  const result = readConfigText(FILE, text);
  if ('layer' in result) return true;
  const lines = text.split('\n');
  let before = 0;
  for (const { name, code, message, file, line, column } of result.faults) {
    expect({ name, code, file }).to.deep.equal({ name: 'ConfigError', code: 'ERR_NETWAKE_CONFIG', file: FILE });
    expect(message.startsWith(`${FILE}:${line}:${column}: `), message).to.equal(true);
    expect(message).to.not.include('\n');
    expect(line).to.be.within(Math.max(before, 1), lines.length);
    expect(column).to.be.within(1, lines[line! - 1]!.length + 1);
    before = line!;
  }
  return false;
}

describe('a file with anything in it', () => {
  it('is read or refused at a place that it has, and nothing else ever happens', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        if (!verdictOf(text)) refused++;
      }),
      { numRuns: 1_500 },
    );
    expect(refused).to.be.within(700, 1_499);
  });

  it('that is read is taken by the constructors too', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const result = readConfigText(FILE, text);
        if ('faults' in result) return;
        const { monitor, retry } = result.layer.document;
        expect(new NetworkMonitor(monitor).state).to.equal('unknown');
        expect(new Retryer(retry)).to.be.an('object');
      }),
      { numRuns: 500 },
    );
  });

  it('is read when there is nothing wrong with it, as the same object is', async () => {
    await fc.assert(
      fc.asyncProperty(goodConfig, async (config) => {
        const result = readConfigText(FILE, stringify(config));
        if ('faults' in result) throw result.faults[0];
        const { monitor, retry, webhooks } = result.layer.document;
        const { preset: _, ...others } = config as { preset?: string };
        expect({ monitor, retry, webhooks: webhooks ?? [] }).to.deep.equal(await loadConfig(others));
      }),
    );
  });
});
