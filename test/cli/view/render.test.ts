import { expect } from 'chai';
import fc from 'fast-check';
import { lineWidth } from '../../../lib/cli/view/line.ts';
import { renderView } from '../../../lib/cli/view/render.ts';
import type { Surface } from '../../../lib/cli/view/terminal.ts';
import type { ViewModel } from '../../../lib/cli/view/view-model.ts';
import { host, model, nic, snapshot } from './support/model.ts';

const WIDE: Surface = { columns: 80, rows: 24, unicode: true, colors: true };

/** The screen as it is read, without what is blank at the ends of lines. */
function screen(shown: ViewModel, surface: Partial<Surface> = {}): string[] {
  return renderView(shown, { ...WIDE, ...surface }).map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}

describe('the view of a network', () => {
  it('has the state with its reason and age, the hosts, the interfaces, and what changed last', () => {
    expect(screen(model())).to.deep.equal([
      'up  all-hosts-reachable (2 of 2)  for 3 min',
      'events by netlink, probes by the addon',
      '',
      'HOST        ANSWER        BY    ROUND TRIPS',
      '8.8.8.8:53  1.25 ms       eth0  ▁▂×▂',
      '1.1.1.1:53  23 ms         eth0  ▄▄×▄',
      '',
      'INTERFACE  LINK        ADDRESSES',
      'eth0       up          10.0.0.2/24 2001:db8::2/64',
      '',
      'CHANGED               TO        REASON                TOOK      BY',
      '2026-03-01T12:00:09Z  up        all-hosts-reachable   12 ms     eth0',
      '2026-03-01T12:00:01Z  down      no-carrier            0.13 ms   eth0',
      '2026-03-01T11:00:00Z  up        all-hosts-reachable   -         eth0',
    ]);
  });

  it('says what is the matter, in the place of how it is known', () => {
    const lost = { reachable: false, rttMs: null, error: 'ENETUNREACH', interface: null } as const;
    const down = snapshot({
      ...{ state: 'down', reason: 'no-carrier' },
      interfaces: [nic('eth0', [], { carrier: false, operState: 'lowerlayerdown' }), nic('wlan0', [], { up: false })],
      hosts: [host('8.8.8.8', lost), host('1.1.1.1', lost)],
    });
    expect(screen(model({ snapshot: down, ageMs: 0, samples: [], transitions: [] }))).to.deep.equal([
      'down  no-carrier (0 of 2)  just now',
      'eth0 has no carrier, operational state lowerlayerdown',
      '',
      'HOST        ANSWER        BY  ROUND TRIPS',
      '8.8.8.8:53  ENETUNREACH   -',
      '1.1.1.1:53  ENETUNREACH   -',
      '',
      'INTERFACE  LINK        ADDRESSES',
      'eth0       no carrier  -',
      'wlan0      down        -',
    ]);
  });

  it('says so when flaps are damped, although every host answers', () => {
    const damping = { penalty: 3000, suppressed: true, until: new Date(0) };
    const damped = snapshot({ state: 'down', reason: 'all-hosts-reachable', damping });
    expect(screen(model({ snapshot: damped }))[1]).to.equal('recoveries are held back: the network flaps');
  });

  it('has what there was to be said last at its bottom', () => {
    const said = screen(model({ note: 'netwake.yaml has been read again' }));
    expect(said).to.have.lengthOf(24);
    expect(said[23]).to.equal('netwake.yaml has been read again');
  });

  it('has all of that, in as many lines as it takes, but three at most', () => {
    const said = (rows: number, length: number): string[] =>
      screen(model({ note: 'n'.repeat(length) }), { rows }).filter((line) => line.startsWith('nn'));
    expect(said(24, 170)).to.deep.equal(['n'.repeat(80), 'n'.repeat(80), 'n'.repeat(10)]);
    expect(said(24, 250)).to.deep.equal(['n'.repeat(80), 'n'.repeat(80), `${'n'.repeat(79)}…`]);
    expect(said(2, 170)).to.deep.equal([`${'n'.repeat(79)}…`]);
  });

  it('is without colours and in ASCII the same in other characters', () => {
    expect(screen(model(), { unicode: false })[4]).to.equal('8.8.8.8:53  1.25 ms       eth0  _.x.');
  });

  it('has no table of what there is none of', () => {
    const nothing = snapshot({ hosts: [], interfaces: [], reason: 'starting', state: 'unknown' });
    expect(screen(model({ snapshot: nothing, transitions: [], samples: [] }))).to.deep.equal([
      'unknown  starting  for 3 min',
      'events by netlink, probes by the addon',
    ]);
  });
});

describe('the view on a narrow screen', () => {
  it('drops columns and the date, and cuts what is too long', () => {
    expect(screen(model(), { columns: 34 })).to.deep.equal([
      'up  all-hosts-reachable (2 of 2) …',
      'events by netlink, probes by the …',
      '',
      'HOST        ANSWER        ROUND T…',
      '8.8.8.8:53  1.25 ms       ▁▂×▂',
      '1.1.1.1:53  23 ms         ▄▄×▄',
      '',
      'INTERFACE  LINK        ADDRESSES',
      'eth0       up          10.0.0.2/2…',
      '',
      'CHANGED    TO        TOOK',
      '12:00:09Z  up        12 ms',
      '12:00:01Z  down      0.13 ms',
      '11:00:00Z  up        -',
    ]);
  });

  it('shows the newest round trips where there is no room for all', () => {
    const samples = [Array.from({ length: 200 }, (_, index) => (index < 199 ? 1 : null)), []];
    const line = screen(model({ samples }))[4]!;
    expect(line)
      .to.match(/^8\.8\.8\.8:53  1\.25 ms {7}eth0  ▁+×$/)
      .and.have.lengthOf(80);
  });

  it('gives a long name of a host half of it at most', () => {
    const long = snapshot({ hosts: [host(`${'a'.repeat(63)}.example`)] });
    expect(screen(model({ snapshot: long }))[4]).to.equal(`${'a'.repeat(39)}…  1.25 ms       eth0  ▁▂×▂`);
  });
});

describe('the view on a low screen', () => {
  it('gives each table its share, and says how much it does not show', () => {
    expect(screen(model(), { rows: 11 })).to.deep.equal([
      'up  all-hosts-reachable (2 of 2)  for 3 min',
      'events by netlink, probes by the addon',
      '',
      'HOST        ANSWER        BY    ROUND TRIPS  1 more',
      '8.8.8.8:53  1.25 ms       eth0  ▁▂×▂',
      '',
      'INTERFACE  LINK        ADDRESSES',
      'eth0       up          10.0.0.2/24 2001:db8::2/64',
      '',
      'CHANGED               TO        REASON                TOOK      BY  2 more',
      '2026-03-01T12:00:09Z  up        all-hosts-reachable   12 ms     eth0',
    ]);
  });

  it('has the state and what was said last before everything else', () => {
    const shown = model({ note: 'polling instead' });
    expect(screen(shown, { rows: 1 })).to.deep.equal(['up  all-hosts-reachable (2 of 2)  for 3 min']);
    expect(screen(shown, { rows: 2 })).to.deep.equal([
      'up  all-hosts-reachable (2 of 2)  for 3 min',
      'polling instead',
    ]);
  });
});

describe('names from elsewhere', () => {
  it('do nothing to the terminal, and are seen to be odd', () => {
    const named = snapshot({ interfaces: [nic('e\x1b[2Jt\u202e0', ['10.0.0.2/24'])], hosts: [] });
    expect(screen(model({ snapshot: named, samples: [] }))[4]).to.equal(
      'e\u{FFFD}[2Jt\u{FFFD}0   up          10.0.0.2/24',
    );
  });

  it('may be of wide characters: what stands behind them keeps its column', () => {
    const named = snapshot({ interfaces: [nic('網路', ['10.0.0.2/24']), nic('eth0', [])], hosts: [] });
    expect(screen(model({ snapshot: named, samples: [] })).slice(4, 6)).to.deep.equal([
      '網路       up          10.0.0.2/24',
      'eth0       up          -',
    ]);
  });

  it('of whatever characters never leave the screen, however small that is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const surface = fc.record({
      columns: fc.integer({ min: 1, max: 100 }),
      rows: fc.integer({ min: 1, max: 30 }),
      unicode: fc.boolean(),
      colors: fc.constant(true),
    });
    fc.assert(
      fc.property(text, text, text, surface, (name, error, note, size) => {
        const transition = {
          at: new Date(0),
          state: 'down',
          reason: 'no-carrier',
          interface: name,
          tookMs: 1,
        } as const;
        const shown = snapshot({
          interfaces: [nic(name, ['10.0.0.2/24'])],
          hosts: [host(name, { reachable: false, error, interface: name }), host('8.8.8.8')],
          backend: { events: 'polling', probes: 'socket', fallbackReason: error },
        });
        const lines = renderView(model({ snapshot: shown, note, transitions: [transition, transition] }), size);
        expect(lines.length).to.be.at.most(size.rows);
        for (const line of lines) {
          expect(lineWidth(line)).to.be.at.most(size.columns);
          expect(line.map((each) => each.text).join('')).not.to.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 50 },
    );
  });
});
