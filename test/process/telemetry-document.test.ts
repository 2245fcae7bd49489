import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { build, runModule } from '../support/child.ts';

const DOCUMENT = new URL('../../docs/telemetry.md', import.meta.url);

/** What the document shows, as a module. */
function example(): string {
  const code = /```js\n(.*?)```/s.exec(readFileSync(DOCUMENT, 'utf8'))?.[1];
  if (code === undefined) throw new Error('docs/telemetry.md has no example');
  return code;
}

// A tracer that writes down what it is told, a monitor's life, and an operation that is refused once.
const USE = `
  import { NetworkMonitor, Retryer } from 'netwake';
  const lines = [];
  const tracer = {
    startSpan(name, { parent }) {
      const span = {
        name: (parent === undefined ? '' : parent.name + ' > ') + name,
        recordException: ({ code }) => lines.push([span.name, code]),
        setAttributes: (attributes) => lines.push([span.name, attributes]),
        end: () => lines.push([span.name, 'end']),
      };
      return span;
    },
    addEvent: (name, attributes) => lines.push([name, attributes]),
  };
  instrument(tracer);
  const monitor = new NetworkMonitor({ checkHosts: ['127.0.0.1:9'] });
  await monitor.start();
  await monitor.stop();
  await new Retryer({ initialDelay: 0 }).do(({ attempt }) => {
    if (attempt === 1) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  }, { name: 'export' });
  console.log(JSON.stringify(lines));
`;

describe('the example of docs/telemetry.md', () => {
  before(build);

  it('makes a span of each operation, and one within it of each attempt, and tells of the network', async () => {
    const end = await runModule(example() + USE);
    expect(end).to.include({ code: 0, stderr: '' });
    const [operation, attempt] = ['operation export', 'operation export > attempt export'];
    expect(JSON.parse(end.stdout)).to.deep.equal([
      ['network', { state: 'up', previous: 'unknown', reason: 'all-hosts-reachable' }],
      ['network', { state: 'unknown', previous: 'up', reason: 'stopped' }],
      [attempt, 'ECONNREFUSED'],
      [attempt, { attempt: 1, outages: 0 }],
      [attempt, 'end'],
      [attempt, { attempt: 2, outages: 0 }],
      [attempt, 'end'],
      [operation, { attempt: 2, outages: 0 }],
      [operation, 'end'],
    ]);
  });
});
