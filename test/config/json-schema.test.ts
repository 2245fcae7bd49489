import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import { configKeys } from '../../lib/config/keys.ts';
import { configSchemaText, SCHEMA_FILE } from '../../scripts/config-schema.ts';
import { BAD_CONFIGS } from './bad-configs.ts';
import { goodConfig } from './good-config.ts';

describe('config.schema.json', () => {
  const text = readFileSync(SCHEMA_FILE, 'utf8');
  // YAML has an infinity, of which JSON knows nothing.
  const accepts = new Ajv({ strict: true, strictTypes: false, strictNumbers: false }).compile(
    JSON.parse(text) as object,
  );

  it('is what the schema that decides makes of it: if not, npm run build:schema', () => {
    expect(text).to.equal(configSchemaText());
  });

  it('describes every key', () => {
    for (const { name, description } of configKeys) {
      expect(description, name).to.not.equal('');
      expect(text).to.include(JSON.stringify(description));
    }
  });

  it('accepts whatever is accepted', () => {
    fc.assert(fc.property(goodConfig, (config) => accepts(config)));
  });

  it('is found by the name of the package', () => {
    expect(createRequire(import.meta.url).resolve('netwake/config.schema.json')).to.equal(SCHEMA_FILE);
  });

  for (const what of [
    'a misspelt section',
    'a misspelt key',
    'a preset that does not exist',
    'a number without a unit in quotes',
    'a list for a duration',
    'yes for true',
    'no attempts',
    'a figure of no use',
    'a misspelt figure',
    'a webhook without a URL',
    'a webhook to a file',
    'a webhook for a state that is none',
    'a jitter that does not exist',
  ]) {
    it(`refuses ${what}, so that an editor does`, () => {
      const found = BAD_CONFIGS.find(([name]) => name === what);
      expect(accepts(parse(found![1]))).to.equal(false);
    });
  }
});
