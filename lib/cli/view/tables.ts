import { formatCheckHost } from '../../monitor/check-host.ts';
import type { HostSnapshot, InterfaceSnapshot } from '../../monitor/snapshot.ts';
import type { NetworkState } from '../../state/network-state.ts';
import type { Column } from './columns.ts';
import { type Line, type Span, span, type Tone } from './line.ts';
import { printable } from './printable.ts';
import { type Sample, sparkline } from './sparkline.ts';
import type { Transition } from './view-model.ts';

export const STATE_TONES: Readonly<Record<NetworkState, Tone>> = {
  up: 'good',
  degraded: 'doubtful',
  down: 'bad',
  unknown: 'doubtful',
};

// EHOSTUNREACH, `some-hosts-reachable`, `degraded`, `no carrier`: the longest words of their columns.
const ANSWER_WIDTH = 12;
const REASON_WIDTH = 20;
const STATE_WIDTH = 8;
const LINK_WIDTH = 10;
const TOOK_WIDTH = 8;
const NONE: Line = [span('-', 'quiet')];

export function hostColumns(
  hosts: readonly HostSnapshot[],
  samples: ReadonlyArray<readonly Sample[]>,
  unicode: boolean,
): Column[] {
  return [
    { title: 'HOST', cells: hosts.map((host) => [span(printable(formatCheckHost(host)))]) },
    { title: 'ANSWER', width: ANSWER_WIDTH, cells: hosts.map((host) => [answerOf(host)]) },
    { title: 'BY', dropped: 2, cells: hosts.map((host) => textCell(host.interface)) },
    {
      title: 'ROUND TRIPS',
      dropped: 1,
      cells: (room) => hosts.map((_, host) => sparkline(samples[host] ?? [], room, unicode)),
    },
  ];
}

function answerOf({ reachable, rttMs, error }: HostSnapshot): Span {
  if (reachable === true) return rttMs === null ? span('answers', 'good') : span(durationText(rttMs), 'good');
  if (reachable === null) return span('-', 'quiet');
  return span(printable(error ?? 'no answer'), 'bad');
}

export function interfaceColumns(interfaces: readonly InterfaceSnapshot[]): Column[] {
  return [
    { title: 'INTERFACE', cells: interfaces.map(({ name }) => [span(printable(name))]) },
    { title: 'LINK', width: LINK_WIDTH, cells: interfaces.map((each) => [linkOf(each)]) },
    { title: 'ADDRESSES', dropped: 1, cells: interfaces.map(addressesOf) },
  ];
}

function linkOf({ up, carrier }: InterfaceSnapshot): Span {
  if (!up) return span('down', 'bad');
  return carrier ? span('up', 'good') : span('no carrier', 'bad');
}

// What can't be used (yet, or soon) is quiet.
function addressesOf({ addresses }: InterfaceSnapshot): Line {
  if (addresses.length === 0) return NONE;
  return addresses.flatMap(({ address, prefixLength, tentative, deprecated }, index) => [
    span(index === 0 ? '' : ' '),
    span(printable(`${address}/${prefixLength}`), tentative || deprecated ? 'quiet' : 'plain'),
  ]);
}

export function transitionColumns(transitions: readonly Transition[], narrow: boolean): Column[] {
  return [
    { title: 'CHANGED', cells: transitions.map(({ at }) => [span(timeText(at, narrow), 'quiet')]) },
    { title: 'TO', width: STATE_WIDTH, cells: transitions.map(({ state }) => [span(state, STATE_TONES[state])]) },
    { title: 'REASON', width: REASON_WIDTH, dropped: 2, cells: transitions.map(({ reason }) => [span(reason)]) },
    { title: 'TOOK', width: TOOK_WIDTH, dropped: 1, cells: transitions.map(({ tookMs }) => tookCell(tookMs)) },
    { title: 'BY', dropped: 3, cells: transitions.map((each) => textCell(each.interface)) },
  ];
}

function tookCell(tookMs: number | null): Line {
  return tookMs === null ? NONE : [span(durationText(tookMs))];
}

function textCell(text: string | null): Line {
  return text === null ? NONE : [span(printable(text))];
}

// As the lines of watch have it: UTC, to the second.
function timeText(at: Date, narrow: boolean): string {
  const text = at.toISOString().replace(/\.\d+Z$/, 'Z');
  return narrow ? text.slice(text.indexOf('T') + 1) : text;
}

/** A short time: milliseconds as `status` has them, and above a second what is worth to be known. */
export function durationText(durationMs: number): string {
  if (durationMs < 10) return `${durationMs.toFixed(2)} ms`;
  if (durationMs < 1e3) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60e3) return `${(durationMs / 1e3).toFixed(1)} s`;
  const minutes = Math.floor(durationMs / 60e3);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
