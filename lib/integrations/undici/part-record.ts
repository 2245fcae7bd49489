import { readFile } from 'node:fs/promises';
import type { Entity } from './entity.ts';
import type { Validator } from './validator.ts';

/** What is kept beside an unfinished file, so that another process can go on with it. */
export interface PartRecord {
  readonly url: string;
  readonly validator: Validator;
  readonly total: number | null;
}

/** Of another version nothing is read: the download begins anew. */
const VERSION = 1;

export function formatPartRecord({ url, validator, total }: PartRecord): string {
  return `${JSON.stringify({ version: VERSION, url, [validator.header]: validator.value, total })}\n`;
}

/** The entity that the record at `path` speaks of. Null when there is none, none of this URL, or none that can be read. */
export async function readPartRecord(path: string, url: string): Promise<Entity | null> {
  try {
    return parse(JSON.parse(await readFile(path, 'utf8')), url);
  } catch {
    return null;
  }
}

function parse(record: unknown, url: string): Entity | null {
  if (record === null || typeof record !== 'object') return null;
  const member = (name: string): unknown => Reflect.get(record, name);
  if (member('version') !== VERSION || member('url') !== url) return null;
  const total = member('total');
  if (total !== null && !(Number.isSafeInteger(total) && Number(total) >= 0)) return null;
  for (const header of ['etag', 'last-modified'] as const) {
    const value = member(header);
    if (typeof value === 'string') return { validator: { header, value }, total: total as number | null };
  }
  return null;
}
