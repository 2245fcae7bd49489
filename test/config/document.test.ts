import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readConfigText } from '../../lib/config/config-file.ts';
import { defaultValues } from '../../lib/config/default-values.ts';
import { readEnvironment } from '../../lib/config/environment.ts';
import { type ConfigKey, configKeys } from '../../lib/config/keys.ts';

const DOCUMENT = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function row({ path, name, description }: ConfigKey): string {
  const value = path.reduce<unknown>(
    (section, step) => (section as Record<string, unknown> | undefined)?.[step],
    defaultValues,
  );
  const byDefault =
    value === null || value === undefined
      ? 'none'
      : `\`${Array.isArray(value) ? `[${value.join(', ')}]` : asText(value)}\``;
  return `| \`${name}\` | ${byDefault} | ${description} |`;
}

describe('docs/configuration.md', () => {
  it('has every key, with its default and what it is for', () => {
    const rows = configKeys.map(row).join('\n');
    expect(DOCUMENT.match(/(?:^\| `[a-z_.]+` \| .*\n)+/m)?.[0].trimEnd()).to.equal(rows);
  });

  it('has examples that are good', () => {
    const examples = [...DOCUMENT.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text]) => text!);
    expect(examples).to.have.lengthOf(1);
    for (const text of examples) expect(readConfigText('example', text)).to.have.property('layer');
  });

  it('has variables that exist, with values that are good', () => {
    const pairs = [...DOCUMENT.matchAll(/^(NETWAKE_[A-Z_]+)='?(.*?)'?$/gm)].map(
      ([, name, text]) => [name, text] as const,
    );
    expect(pairs).to.have.lengthOf(7);
    const { document } = readEnvironment(Object.fromEntries(pairs));
    const { preset, monitor, retry, webhooks } = document;
    expect([preset, ...Object.keys(monitor), ...Object.keys(retry), ...webhooks!]).to.have.lengthOf(pairs.length);
  });
});
