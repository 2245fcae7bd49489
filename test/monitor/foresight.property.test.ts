import { expect } from 'chai';
import fc from 'fast-check';
import type { LinkRecord } from '../../lib/sources/contract.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import type { Way } from '../support/fake-source.ts';
import { address, link } from '../support/records.ts';

/** What the world does next. */
type Move =
  | { type: 'link'; index: 2 | 3; differences: Partial<LinkRecord> }
  | { type: 'removed'; index: 2 | 3 }
  | { type: 'way'; host: 0 | 1; way: Way }
  | { type: 'address'; text: string; there: boolean }
  | { type: 'answer'; error: string | null }
  | { type: 'check' }
  | { type: 'time' }
  | { type: 'turn' };

const LOST: ReadonlyArray<Partial<LinkRecord>> = [
  { up: false, carrier: false, operState: 'down' },
  { carrier: false, operState: 'lowerlayerdown' },
  { carrier: false, operState: 'down' },
  { operState: 'dormant' },
  { name: 'renamed0', up: false, carrier: false, operState: 'down' },
];
const WAYS: readonly Way[] = [{}, {}, { gateway: '10.0.0.9' }, { interfaceIndex: 3 }, 'ENETUNREACH', 'EACCES'];

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    type: fc.constant('link' as const),
    index: fc.constantFrom(2, 2, 2, 3),
    differences: fc.constantFrom({}, {}, { mtu: 9000 }, ...LOST),
  }),
  { weight: 1, arbitrary: fc.record({ type: fc.constant('removed' as const), index: fc.constantFrom(2, 3) }) },
  fc.record({ type: fc.constant('way' as const), host: fc.constantFrom(0, 1), way: fc.constantFrom(...WAYS) }),
  fc.record({
    type: fc.constant('address' as const),
    text: fc.constantFrom('10.0.0.2/24', '10.0.0.3/24'),
    there: fc.boolean(),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('answer' as const), error: fc.constantFrom(null, null, 'ETIMEDOUT') }),
  },
  fc.record({ type: fc.constantFrom('check' as const, 'time' as const) }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant('turn' as const) }) },
) as fc.Arbitrary<Move>;

/** A world in which turns come when they are told to, and all that its monitor tells. */
class Observed {
  readonly told: unknown[] = [];
  readonly world: FakeWorld;
  readonly #turns: Array<() => void> = [];

  constructor() {
    const world = new FakeWorld();
    this.world = world;
    world.clock.nextTurn = (callback) => void this.#turns.push(callback);
    world.source.links = [link(2, 'eth0'), link(3, 'eth1')];
    world.monitor.on('state', (change) => this.told.push(JSON.parse(JSON.stringify(change))));
    world.monitor.on('path', (path) => this.told.push(path));
    void world.monitor.start();
    world.source.ready();
    world.prober.endAll();
  }

  /** How many were waiting. */
  turn(): number {
    const turns = this.#turns.splice(0);
    for (const callback of turns) callback();
    return turns.length;
  }

  make(step: Exclude<Move, { type: 'turn' }>): void {
    const { source, prober, clock, monitor } = this.world;
    switch (step.type) {
      case 'link':
        return source.emit({ links: [{ ...link(step.index, `eth${step.index - 2}`), ...step.differences }] });
      case 'removed':
        return source.emit({ removedLinks: [step.index] });
      case 'way':
        return source.reroute(HOSTS[step.host], step.way);
      case 'address':
        return source.emit({ [step.there ? 'addresses' : 'removedAddresses']: [address(2, step.text)] });
      case 'answer':
        return prober.open.size > 0 ? prober.endAll(step.error) : undefined;
      case 'check':
        return void monitor.check().catch(() => {});
      case 'time':
        return clock.advance(10_000);
    }
  }
}

describe('what is told of any history', () => {
  it('is the same whether there was time to look ahead or not', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const ahead = new Observed();
        const plain = new Observed();
        for (const step of moves) {
          if (step.type === 'turn') ahead.turn();
          else for (const each of [ahead, plain]) each.make(step);
        }
        expect(ahead.told).to.deep.equal(plain.told);
        expect(ahead.world.monitor.snapshot()).to.deep.equal(plain.world.monitor.snapshot());
      }),
      { numRuns: 500 },
    );
  });
});
