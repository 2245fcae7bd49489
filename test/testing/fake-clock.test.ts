import { expect } from 'chai';
import { FakeNetwork } from '../../lib/testing/index.ts';

describe("a fake network's time", () => {
  it('moves by hand alone', async () => {
    const { clock } = new FakeNetwork('down');
    const [before, wallBefore] = [clock.now(), clock.wallNow().getTime()];
    await new Promise((resolve) => void setImmediate(resolve));
    expect([clock.now() - before, clock.wallNow().getTime() - wallBefore]).to.deep.equal([0, 0]);
  });

  it('fires what is due in its order, what follows from each before the next, and nothing else', async () => {
    const network = new FakeNetwork('down');
    const { clock } = network;
    const startMs = clock.now();
    const fired: Array<[string, number]> = [];
    const fire = (name: string) => () => void fired.push([name, clock.now() - startMs]);
    clock.setTimer(fire('late'), 30);
    const first = async (): Promise<void> => {
      fire('first')();
      await Promise.resolve();
      clock.setTimer(fire('follows'), 10);
    };
    clock.setTimer(() => void first(), 10);
    clock.setTimer(fire('with it'), 10);
    clock.setTimer(fire('cancelled'), 15).cancel();
    clock.setTimer(fire('too late'), 31);
    await network.advance(30);
    expect(fired).to.deep.equal([
      ['first', 10],
      ['with it', 10],
      ['follows', 20],
      ['late', 30],
    ]);
    expect(clock.now() - startMs).to.equal(30);
  });

  it('lets what was about to set a timer do so first', async () => {
    const network = new FakeNetwork('down');
    let fired = false;
    const later = async (): Promise<void> => {
      await new Promise((resolve) => void setImmediate(resolve));
      network.clock.setTimer(() => (fired = true), 5);
    };
    void later();
    await network.advance('5ms');
    expect(fired).to.equal(true);
  });

  it('refuses what is no duration', async () => {
    const outcome = await new FakeNetwork().advance('soon' as never).catch((error: unknown) => error);
    expect(outcome).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'by' });
  });
});
