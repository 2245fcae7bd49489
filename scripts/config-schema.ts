// Writes config.schema.json, by which editors know the configuration file, from the schema that decides: `npm run build:schema`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { defaultValues } from '../lib/config/default-values.ts';
import type { GivenValues } from '../lib/config/layer.ts';
import { configFormat } from '../lib/config/schema.ts';

/** Where it is kept. */
export const SCHEMA_FILE: string = fileURLToPath(new URL('../config.schema.json', import.meta.url));

/** The text of the file. What a pattern can't say, such as that a duration is longer than 0, is left to `netwake config check`. */
export function configSchemaText(): string {
  const { $schema, ...format } = converted(configFormat);
  for (const [section, defaults] of Object.entries(defaultValues)) {
    const { properties } = definition(definition(format.properties?.[section]).anyOf?.[0]);
    for (const [key, value] of Object.entries(properties === undefined ? {} : (defaults as GivenValues)))
      if (value !== null) definition(properties?.[key]).default = value as JsonSchema['default'] & {};
  }
  return `${JSON.stringify({ $schema, title: 'Configuration of netwake', ...format }, null, 2)}\n`;
}

function converted(schema: GenericSchema): JsonSchema {
  const json = toJsonSchema(schema, {
    // What a pipe comes to: the checks before it only keep lists from being taken for mappings.
    typeMode: 'output',
    ignoreActions: ['check', 'finite', 'partial_check', 'raw_check', 'transform'],
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'lazy' ? flagOrMapping(valibotSchema as unknown as Lazy) : jsonSchema,
  });
  delete json.$defs;
  return json;
}

interface Lazy {
  getter: (input: unknown) => GenericSchema;
}

function flagOrMapping({ getter }: Lazy): JsonSchema {
  const both = [true, {}].map((input) => converted(getter(input)));
  for (const one of both) delete one.$schema;
  return { anyOf: both };
}

function definition(schema: JsonSchema | boolean | undefined): JsonSchema {
  return typeof schema === 'object' ? schema : {};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SCHEMA_FILE, configSchemaText());
