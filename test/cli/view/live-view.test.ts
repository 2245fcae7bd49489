import { expect } from 'chai';
import { LiveView } from '../../../lib/cli/view/live-view.ts';
import type { ViewModel } from '../../../lib/cli/view/view-model.ts';
import { settled } from '../../support/fake-monitor.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { FakeTerminal } from './support/fake-terminal.ts';
import { model, snapshot } from './support/model.ts';

const UP: ViewModel = model();
const DOWN: ViewModel = model({ snapshot: snapshot({ state: 'down', reason: 'unreachable' }) });

describe('a live view', () => {
  let terminal: FakeTerminal;
  let clock: ManualClock;
  let shown: ViewModel;
  let view: LiveView;

  beforeEach(async () => {
    terminal = new FakeTerminal();
    clock = new ManualClock();
    shown = UP;
    view = new LiveView(terminal, clock, () => shown);
    view.open();
    await settled();
  });

  afterEach(() => view.close());

  /** What has been written since the last look. */
  const writes = (): string[] => terminal.written.splice(0).map((text) => text.replaceAll('\x1b[', 'CSI '));

  it('is drawn when it is opened, in one write', () => {
    expect(writes()).to.have.lengthOf(1);
    expect(terminal.isOpen).to.equal(true);
  });

  it('draws a change in the next turn, not while others are to hear of it, and only its lines', async () => {
    clock.advance(1_000);
    writes();
    shown = DOWN;
    view.touch();
    view.touch();
    expect(writes()).to.deep.equal([]);
    await settled();
    const [update, ...more] = writes();
    expect(update)
      .to.match(/^CSI 1;1HCSI Kdown {2}unreachable/)
      .and.not.match(/CSI [4-9];1H/);
    expect(more).to.deep.equal([]);
  });

  it('writes nothing when what was touched looks the same', async () => {
    clock.advance(1_000);
    writes();
    view.touch();
    await settled();
    expect(writes()).to.deep.equal([]);
  });

  it('draws ten times a second in a storm, and what came last', async () => {
    writes();
    for (let ms = 0; ms < 1_000; ms++) {
      shown = model({ note: `${ms}` });
      view.touch();
      clock.advance(1);
      await settled();
    }
    shown = model({ note: 'the last' });
    view.touch();
    clock.advance(100);
    const written = writes();
    expect(written.length).to.be.within(5, 11);
    expect(written.at(-1)).to.include('the last');
  });

  it('writes when the age of the state has another text, and not in between', async () => {
    shown = model({ ageMs: 60_000 });
    terminal.lose();
    writes();
    shown = model({ ageMs: 119_999 });
    clock.advance(59_999);
    await settled();
    expect(writes()).to.deep.equal([]);
    shown = model({ ageMs: 120_000 });
    clock.advance(1);
    await settled();
    expect(writes()).to.have.lengthOf(1);
  });

  it('has no timer that keeps the process alive', () => {
    expect(clock.pending.map(({ unref }) => unref)).to.deep.equal([true]);
  });

  it('is drawn whole again, and at once, when the terminal is another size', () => {
    writes();
    terminal.surface = { ...terminal.surface, columns: 40 };
    terminal.lose();
    const [whole] = writes();
    expect(whole).to.match(/^CSI 2JCSI 1;1Hup {2}all-hosts-reachable/);
    expect(whole).to.match(/CSI 12;1H12:00:09Z/);
  });

  it('has colours where the terminal has, and none where it has not', () => {
    expect(writes().join('')).not.to.match(/CSI \d*m/);
    terminal.surface = { ...terminal.surface, colors: true };
    terminal.lose();
    expect(writes().join('')).to.include('CSI 32mupCSI 0m');
  });

  it('writes nothing any more once it is closed, and waits for nothing', async () => {
    clock.advance(1_000);
    view.touch();
    view.close();
    expect(clock.pending).to.deep.equal([]);
    writes();
    view.touch();
    await settled();
    terminal.lose();
    expect(writes()).to.deep.equal([]);
    expect(terminal.isOpen).to.equal(false);
  });
});
