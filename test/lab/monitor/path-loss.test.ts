import { on, once } from 'node:events';
import { expect } from 'chai';
import type { PathEvent } from '../../../lib/index.ts';
import { readRecording } from '../../../lib/replay/recording-file.ts';
import { replay } from '../../../lib/replay/replay.ts';
import { Scratch } from '../../support/scratch.ts';
import { reaches, StateLog } from '../support/expect-state.ts';
import { TwoUplinks } from '../support/two-uplinks.ts';

/** What the kernel does to a way, what netwake takes that for, and by what the way leads then. */
const CASES: ReadonlyArray<[what: string, commands: string[], lost: string[], way: Partial<PathEvent>]> = [
  ['its address is removed', ['addr del 10.0.0.2/24 dev eth0'], ['address'], { interface: 'eth1' }],
  ['its route is removed', ['route del default via 10.0.0.1'], ['route'], { interface: 'eth1' }],
  ['its interface is taken down', ['link set eth0 down'], ['interface'], { interface: 'eth1' }],
  ['its interface is deleted', ['link del eth0'], ['interface'], { interface: 'eth1' }],
  [
    'its route is replaced by one over the other interface',
    ['route replace default via 10.0.1.1 metric 100'],
    ['route'],
    { interface: 'eth1' },
  ],
  ['a better metric prefers the other', ['route add default via 10.0.1.1 metric 50'], [], { interface: 'eth1' }],
  [
    'its route is replaced by one over another gateway',
    ['route replace default via 10.0.0.9 metric 100'],
    [],
    { interface: 'eth0', gateway: '10.0.0.9' },
  ],
  [
    'its address is deprecated, and another added',
    [
      'addr change 10.0.0.2/24 dev eth0 valid_lft 3600 preferred_lft 0',
      'addr add 10.0.0.3/24 dev eth0',
      'route replace default via 10.0.0.1 src 10.0.0.3 metric 100',
    ],
    [],
    { interface: 'eth0', source: '10.0.0.3' },
  ],
  [
    'its address moves to a bridge that its interface is put into',
    [
      'link add name br0 index 90 type bridge',
      'link set br0 address 02:00:00:00:00:90',
      'link set br0 up',
      'link set eth0 master br0',
      'addr add 10.0.0.2/24 dev br0',
      'route add default via 10.0.0.1 dev br0 metric 50',
      'addr del 10.0.0.2/24 dev eth0',
    ],
    [],
    { interface: 'br0', source: '10.0.0.2' },
  ],
];

describe('with two uplinks, the path event says of the way in use', () => {
  let uplinks: TwoUplinks;

  beforeEach(async () => {
    uplinks = await TwoUplinks.make();
  });

  afterEach(async () => {
    await uplinks[Symbol.asyncDispose]();
  });

  it('and a recording of it, listened to or not, replays to the same states', async () => {
    using scratch = new Scratch();
    const file = scratch.path('recording');
    const { monitor } = uplinks;
    const lost: string[] = [];
    monitor.on('path', (event) => lost.push(...event.lost.map(({ cause }) => cause)));
    using log = new StateLog(monitor);
    await using recording = await monitor.record(file);
    await uplinks.run('route del default via 10.0.0.1');
    while (monitor.snapshot().hosts.some((host) => host.interface !== 'eth1')) await once(monitor, 'path');
    await uplinks.run('addr del 10.0.1.2/24 dev eth1');
    await reaches(monitor, 'down');
    await recording.stop();
    expect(lost).to.include.members(['route', 'address']);
    const states: string[] = [];
    const difference = await replay(await readRecording(file), ({ state }) => states.push(state));
    expect(difference?.message).to.equal(undefined);
    expect(states).to.deep.equal(log.states);
  });

  for (const [what, commands, lost, way] of CASES) {
    it(`that it ${lost.length === 0 ? 'is not lost' : `is lost (${lost.join()})`} when ${what}`, async () => {
      const events = on(uplinks.monitor, 'path', { signal: AbortSignal.timeout(10_000) });
      await uplinks.run(...commands);
      const losses: string[] = [];
      for await (const [event] of events as AsyncIterable<[PathEvent]>) {
        if (event.host !== '8.8.8.8') continue;
        losses.push(...event.lost.map(({ cause }) => cause));
        if (Object.entries(way).every(([key, value]) => event[key as keyof PathEvent] === value)) break;
      }
      expect(losses).to.deep.equal(lost);
      // Polling hears of the interface first, and asks for the ways then.
      await reaches(uplinks.monitor, 'up');
    });
  }
});
