import type { NetworkSource } from '../sources/contract.ts';
import type { NetworkTable, TableDiff } from '../table/network-table.ts';
import type { LostWay, Way } from './events.ts';
import { isSameWay, type KnownWay, lossOf, lossOfEnds } from './way-loss.ts';

/** How many ways that were left are remembered of each host: connections that were made over them may live on. */
const MOST_FORMER_WAYS = 8;

/** What it takes to look at ways. */
export interface WayGround {
  readonly table: NetworkTable;
  readonly source: Pick<NetworkSource, 'hasRoute'>;
  readonly nowMs: number;
}

/** What a host's way was until it changed, and what that cut off. */
export interface Departure {
  readonly previous: Way | null;
  readonly lost: readonly LostWay[];
}

interface FormerWay {
  readonly way: KnownWay;
  readonly leftMs: number;
}

interface History {
  readonly shown: Way | null;
  readonly ways: readonly KnownWay[];
  readonly former: readonly FormerWay[];
}

const NO_HISTORY: History = Object.freeze({ shown: null, ways: [], former: [] });
const NONE_LOST: readonly LostWay[] = Object.freeze([]);

/**
 * The ways to the check hosts until now, as far as connections may go over them. Nothing that is decided depends on it: it is
 * for those who are told of the ways.
 */
export class WayHistory {
  readonly #hosts = new Map<number, History>();

  /** The interfaces by which ways lead that were left and are there still: what happens to them is waited for. */
  exits(): number[] {
    const exits: number[] = [];
    for (const { former } of this.#hosts.values()) for (const { way } of former) exits.push(way.interfaceIndex);
    return exits.filter((index) => index !== 0);
  }

  /**
   * Another way to a host, or none.
   *
   * @param shown  the one that stands for `ways`
   * @param ground  null when nobody wants to know what is lost
   */
  move(host: number, shown: Way | null, ways: readonly KnownWay[], ground: WayGround | null): Departure {
    const { shown: previous, ways: before, former } = this.#hosts.get(host) ?? NO_HISTORY;
    if (ground === null) {
      this.#hosts.set(host, { shown, ways, former: [] });
      return { previous, lost: NONE_LOST };
    }
    const isLeft = (way: KnownWay): boolean => !ways.some((each) => isSameWay(each, way));
    const kept = former.filter(({ way }) => isLeft(way));
    const lost: LostWay[] = [];
    for (const way of before.filter(isLeft)) {
      const cause = lossOf(way, ways, ground.table, ground.source);
      if (cause === null) kept.push({ way, leftMs: ground.nowMs });
      else lost.push(lostWay(way, cause, 0));
    }
    this.#hosts.set(host, { shown, ways, former: kept.slice(-MOST_FORMER_WAYS) });
    return { previous, lost };
  }

  /**
   * Answers by host which of the ways that had been left are lost by now. Routes to them are not asked for: what goes on over
   * such a way has outlived that the kernel prefers another.
   */
  look(diff: TableDiff, { table, nowMs }: WayGround): Array<{ host: number; lost: LostWay[] }> {
    const losses: Array<{ host: number; lost: LostWay[] }> = [];
    for (const [host, history] of this.#hosts) {
      const lost: LostWay[] = [];
      const former = history.former.filter(({ way, leftMs }) => {
        const cause = isTouched(way, diff) ? lossOfEnds(way, table) : null;
        if (cause !== null) lost.push(lostWay(way, cause, nowMs - leftMs));
        return cause === null;
      });
      if (lost.length === 0) continue;
      this.#hosts.set(host, { ...history, former });
      losses.push({ host, lost });
    }
    return losses;
  }
}

function lostWay({ interface: name, source, gateway }: KnownWay, cause: LostWay['cause'], unusedMs: number): LostWay {
  return { interface: name, source, gateway, cause, unusedMs };
}

function isTouched({ interfaceIndex, source }: KnownWay, { links, addresses }: TableDiff): boolean {
  return (
    links.some(({ previous, current }) => (current ?? previous)?.index === interfaceIndex) ||
    addresses.some(({ previous, current }) => (current ?? previous)?.address === source)
  );
}
