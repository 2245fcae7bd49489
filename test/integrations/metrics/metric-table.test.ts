import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { METRICS } from '../../../lib/integrations/metrics/metric-table.ts';

describe('the metrics', () => {
  it('are all in docs/serve.md, as either system calls them, with their units', () => {
    const document = readFileSync(new URL('../../../docs/serve.md', import.meta.url), 'utf8');
    const rows = document.split('\n').filter((line) => line.startsWith('| `netwake'));
    const listed = (text: RegExp): boolean => rows.some((row) => text.test(row));
    for (const { kind, prometheus, openTelemetry, unit } of METRICS) {
      expect(listed(new RegExp(`\`netwake_${prometheus}[\`{].*\\| ${kind} \\|`)), prometheus).to.equal(true);
      const units = openTelemetry.includes('.') || kind === 'gauge' ? `\`${unit}\`` : 'what is counted';
      const row = new RegExp(`\`netwake\\.${openTelemetry}[\`{].*\\| observable ${kind} \\| ${units}`);
      expect(listed(row), openTelemetry).to.equal(true);
    }
  });
});
