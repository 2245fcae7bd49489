import { getDescription } from 'valibot';
import { configFormat } from './schema.ts';

/** How a value is written where there is nothing but text. */
export type Notation =
  /** As it stands. */
  | 'text'
  /** Entries with commas between them. */
  | 'list'
  /** As in the file. */
  | 'yaml';

/** A key of the configuration that has a value of its own. */
export interface ConfigKey {
  /** `['network_monitor', 'check_interval']` */
  readonly path: readonly string[];
  /** `network_monitor.check_interval` */
  readonly name: string;
  /** `NETWAKE_NETWORK_MONITOR_CHECK_INTERVAL` */
  readonly variable: string;
  readonly notation: Notation;
  /** What it is for, in one line. */
  readonly description: string;
}

// What is looked at of a schema of valibot's.
interface Shape {
  kind: string;
  type: string;
  wrapped?: Shape;
  pipe?: Shape[];
  entries?: Record<string, Shape>;
  item?: Shape;
  options?: Shape[];
}

/** Every key, in the order of the format. */
export const configKeys: readonly ConfigKey[] = keysBelow(configFormat as unknown as Shape, []);

function keysBelow(shape: Shape, path: readonly string[]): ConfigKey[] {
  const { entries } = essence(shape);
  if (entries === undefined) return [toKey(shape, path)];
  return Object.entries(entries).flatMap(([name, entry]) => keysBelow(entry, [...path, name]));
}

function toKey(shape: Shape, path: readonly string[]): ConfigKey {
  return {
    path,
    name: path.join('.'),
    variable: `NETWAKE_${path.join('_').toUpperCase()}`,
    notation: notationOf(essence(shape)),
    description: getDescription((shape.wrapped ?? shape) as never) ?? '',
  };
}

function notationOf(shape: Shape): Notation {
  if (shape.type === 'array') return shape.item !== undefined && takes(shape.item, 'string') ? 'list' : 'yaml';
  // A number without a unit is no duration where all is text.
  return takes(shape, 'string') ? 'text' : 'yaml';
}

function takes(shape: Shape, type: string): boolean {
  const inner = essence(shape);
  return (
    inner.type === type || inner.options?.some((option) => typeof option === 'object' && takes(option, type)) === true
  );
}

// Of what may be absent, what it is when it is there; of a pipe, the schema that the rest of it refines.
function essence(shape: Shape): Shape {
  if (shape.wrapped !== undefined) return essence(shape.wrapped);
  const last = shape.pipe?.findLast(({ kind }) => kind === 'schema');
  return last === undefined || last === shape ? shape : essence(last);
}
