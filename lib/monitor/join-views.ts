import type { HostPath } from '../state/machine.ts';
import type { PathView } from '../table/path.ts';
import { furthest } from '../table/verdict.ts';

/** The way to a host to which there are several: one that can be used is enough. */
export function joinViews(views: readonly PathView[]): HostPath {
  if (views.length === 1) return views[0]!;
  const { usable, reason } = furthest(views);
  const ways = views.filter((view) => view.usable);
  // One that needs no gateway is not cut off by those of the others.
  const gateways = ways.every((way) => way.gateways.length > 0) ? ways.flatMap((way) => way.gateways) : [];
  return { usable, reason, key: views.map((view) => view.key).join(' | '), gateways };
}
