import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Entry } from '../../lib/record/format.ts';
import { type EntryLine, type RecordingFile, readRecording } from '../../lib/replay/recording-file.ts';
import { type Difference, replay } from '../../lib/replay/replay.ts';

const RECORDING = fileURLToPath(new URL('../recordings/hosts-blocked.ndjson', import.meta.url));

describe('a replay', () => {
  let recording: RecordingFile;

  beforeEach(async () => {
    recording = await readRecording(RECORDING);
  });

  const run = (entries: EntryLine[]): Promise<Difference | null> => replay({ ...recording, entries }, () => {});
  const first = (type: Entry['type'], more: (entry: Entry) => boolean = () => true): EntryLine => {
    const found = recording.entries.find(({ entry }) => entry.type === type && more(entry));
    if (found === undefined) throw new Error(`there is no ${type}`);
    return found;
  };
  const without = (gone: EntryLine): EntryLine[] => recording.entries.filter((each) => each !== gone);
  const altered = (old: EntryLine, differences: object): EntryLine[] =>
    recording.entries.map((each) =>
      each === old ? { line: each.line, entry: { ...each.entry, ...differences } as Entry } : each,
    );

  it('has the times of the recording, not of the clock', async () => {
    const times: number[] = [];
    await replay(recording, ({ at }) => times.push(at.getTime()));
    const begun = Date.parse(recording.header.wall);
    const recorded = recording.entries.flatMap(({ entry }) => (entry.type === 'state' ? [begun + entry.at] : []));
    expect(times).to.have.length(recorded.length);
    for (const [index, at] of times.entries()) expect(at).to.be.within(recorded[index]! - 20, recorded[index]! + 1);
  });

  it('follows the wall clock when that was set', async () => {
    const entry: Entry = { at: 0, type: 'clock', wall: '2031-05-05T00:00:00.000Z' };
    const years: number[] = [];
    await replay({ ...recording, entries: [{ line: 2, entry }, ...recording.entries] }, ({ at }) =>
      years.push(at.getUTCFullYear()),
    );
    expect(new Set(years)).to.deep.equal(new Set([2031]));
  });

  it('tells the line with a state that it does not come to', async () => {
    const state = first('state', (entry) => entry.type === 'state' && entry.state === 'down');
    expect(await run(altered(state, { reason: 'no-route' }))).to.include({ line: state.line });
    expect(await run(altered(state, { cause: { type: 'probe', host: 'other.test' } }))).to.include({
      line: state.line,
    });
  });

  it('tells of a state that was not recorded', async () => {
    const state = first('state', (entry) => entry.type === 'state' && entry.state === 'down');
    const difference = await run(without(state));
    expect(difference?.line).to.be.greaterThan(state.line);
    expect(difference?.message).to.match(/degraded → down \(unreachable.*was not recorded/);
  });

  it('tells of a state that was recorded and does not come', async () => {
    const outcome = first('outcome', (entry) => entry.type === 'outcome' && entry.error === null);
    const state = first('state');
    expect(await run(without(outcome))).to.include({ line: state.line });
  });

  it('tells of another probe, and of an answer that nobody waits for', async () => {
    const probe = first('probe');
    if (probe.entry.type !== 'probe') throw new Error('unexpected');
    const target = { ...probe.entry.target, address: '192.0.2.7' };
    expect(await run(altered(probe, { target }))).to.include({ line: probe.line });
    const fired = first('fired');
    expect(await run(altered(fired, { timer: 999 }))).to.include({ line: fired.line });
    const outcome = first('outcome');
    expect(await run(altered(outcome, { probe: 999 }))).to.include({ line: outcome.line });
  });

  it('tells of ways that are asked for to elsewhere', async () => {
    const watch = first('watch');
    if (watch.entry.type !== 'watch') throw new Error('unexpected');
    const queries = watch.entry.queries.map((query) => ({ ...query, address: '192.0.2.7' }));
    expect(await run(altered(watch, { queries }))).to.include({ line: watch.line });
  });

  it('does not hold it against a recording that was cut short anywhere', async () => {
    for (let length = 0; length < recording.entries.length; length++) {
      const entries = recording.entries.slice(0, length);
      expect(await replay({ ...recording, entries, complete: false }, () => {}), `after ${length} lines`).to.equal(
        null,
      );
    }
  });
});
