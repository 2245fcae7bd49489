import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type RecordingFile, readRecording } from '../../lib/replay/recording-file.ts';
import { replay } from '../../lib/replay/replay.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** What each of them leads to, in words: a recording that was made anew may hold something else. */
const LEADS_TO: Record<string, string[]> = {
  'address-under-detection': ['down dad-pending', 'up all-hosts-reachable', 'unknown stopped'],
  'buffer-overflown': ['up link-usable', 'down interface-down', 'up link-usable', 'unknown stopped'],
  'cable-pulled': ['up some-hosts-reachable', 'down no-carrier', 'up some-hosts-reachable', 'unknown stopped'],
  'cable-pulled-recorded-late': ['down no-carrier', 'up some-hosts-reachable', 'unknown stopped'],
  'gateway-silent': ['up some-hosts-reachable', 'down gateway-dead', 'up some-hosts-reachable', 'unknown stopped'],
  'gateway-silent-recorded-late': [
    'up some-hosts-reachable',
    'down unreachable',
    'up some-hosts-reachable',
    'unknown stopped',
  ],
  'captive-portal': [
    'up some-hosts-reachable',
    'degraded captive-portal',
    'up all-hosts-reachable',
    'down no-carrier',
    'unknown stopped',
  ],
  'hosts-blocked': [
    'up some-hosts-reachable',
    'degraded some-hosts-reachable',
    'down unreachable',
    'up some-hosts-reachable',
    'unknown stopped',
  ],
  'interface-renamed': [
    'up some-hosts-reachable',
    'down no-interface',
    'up some-hosts-reachable',
    'down no-carrier',
    'unknown stopped',
  ],
  'listener-reads-on': ['up some-hosts-reachable', 'down interface-down', 'up some-hosts-reachable', 'unknown stopped'],
  'names-looked-up': ['up some-hosts-reachable', 'down no-carrier', 'up some-hosts-reachable', 'unknown stopped'],
  polled: ['up some-hosts-reachable', 'down no-address', 'up some-hosts-reachable', 'unknown stopped'],
  'recorded-while-down': ['up some-hosts-reachable', 'unknown stopped'],
  'recorded-while-unreachable': ['up some-hosts-reachable', 'unknown stopped'],
  'targets-asked-for': ['up some-hosts-reachable', 'down no-route', 'up some-hosts-reachable', 'unknown stopped'],
  'targets-asked-for-recorded-late': ['down no-route', 'up some-hosts-reachable', 'unknown stopped'],
  'route-withdrawn': [
    'up some-hosts-reachable',
    'down no-route',
    'up some-hosts-reachable',
    'down prohibited',
    'unknown stopped',
  ],
};

const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith('.ndjson') ? [file.replace('.ndjson', '')] : []));

async function statesOf(recording: RecordingFile): Promise<string[]> {
  const states: string[] = [];
  const difference = await replay(recording, ({ state, reason }) => states.push(`${state} ${reason}`));
  expect(difference).to.equal(null);
  return states;
}

describe('the recordings', () => {
  it('are those that are expected', () => {
    expect(names.sort()).to.deep.equal(Object.keys(LEADS_TO).sort());
  });

  for (const name of names) {
    it(`${name} leads to the states that were recorded, however often`, async () => {
      const recording = await readRecording(`${FOLDER}${name}.ndjson`);
      expect(await statesOf(recording)).to.deep.equal(LEADS_TO[name]);
      expect(await statesOf(recording)).to.deep.equal(LEADS_TO[name]);
    });

    it(`${name} is whole, and tells nothing of where it was made`, async () => {
      const { header, complete } = await readRecording(`${FOLDER}${name}.ndjson`);
      expect(header).to.include({ anonymized: true });
      expect(complete).to.equal(true);
      const text = readFileSync(`${FOLDER}${name}.ndjson`, 'utf8');
      expect(text).to.not.match(/10\.0\.0\.|8\.8\.8\.8|eth0|uplink|docker|example|2001:db8/);
    });
  }
});
