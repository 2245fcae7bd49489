import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StateChange } from '../../../lib/index.ts';
import { type RecordingFile, readRecording } from '../../../lib/replay/recording-file.ts';
import { replay } from '../../../lib/replay/replay.ts';
import { concerns, EVERY_BACKEND, NETLINK_EVENTS } from '../support/backend.ts';
import { playScenario, scenarios } from '../support/scenarios.ts';

// A wall clock that is set by less goes unrecorded.
const LEAST_CLOCK_STEP_MS = 50;

function told({ state, previous, reason, cause }: StateChange): object {
  return { state, previous, reason, cause };
}

async function replayed(recording: RecordingFile): Promise<StateChange[]> {
  const changes: StateChange[] = [];
  const difference = await replay(recording, (change) => changes.push(change));
  expect(difference?.message).to.equal(undefined);
  return changes;
}

describe('a recording of what happens', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwake-record-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [name, scenario] of Object.entries(scenarios)) {
    const backends = name.startsWith('gateway-') ? NETLINK_EVENTS : EVERY_BACKEND;
    concerns(backends, 'polling hears of no neighbour').it(
      `${name}: replays to the changes that a listener was told of, at their times`,
      async () => {
        const file = join(folder, 'recording');
        const live = await playScenario(scenario, file, {});
        const changes = await replayed(await readRecording(file));
        expect(changes.map(told)).to.deep.equal(live.map(told));
        expect(changes).to.have.length.greaterThan(0);
        // Not earlier than the one before: what led to a state was read at some time after that.
        for (const [index, { at }] of changes.entries()) {
          const earliest = (live[index - 1]?.at.getTime() ?? 0) - LEAST_CLOCK_STEP_MS;
          expect(at.getTime()).to.be.within(earliest, live[index]!.at.getTime() + LEAST_CLOCK_STEP_MS);
        }
      },
    );
  }
});
