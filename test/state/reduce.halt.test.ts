import { expect } from 'chai';
import { Driver, noWay, way } from './driver.ts';

for (const [type, reason] of [
  ['failed', 'monitor-failed'],
  ['stopped', 'stopped'],
] as const) {
  describe(`when the monitor has ${type}`, () => {
    const halt = (driver: Driver): Driver => driver.send({ type, cause: { type: 'stop' } });

    for (const [name, from] of [
      ['before its first decision', (): Driver => new Driver(1).table([way()])],
      ['while up', (): Driver => Driver.up(1)],
      ['during a round', (): Driver => Driver.up(1).check()],
      ['in its recovery', (): Driver => Driver.unreachable(1)],
    ] as const) {
      it(`is unknown, with nothing under way, if that is ${name}`, () => {
        const driver = halt(from());
        expect(driver).to.include({ state: 'unknown', reason });
        expect(driver.underWay.flat()).to.deep.equal([]);
        expect([...driver.armed.keys()]).to.deep.equal([]);
      });
    }

    it('decides nothing any more, least of all down', () => {
      for (const hosts of [0, 1]) {
        const driver = new Driver(hosts).table([way()]);
        halt(driver);
        for (const event of [
          () => driver.check(),
          () => driver.table([way('eth1')]),
          () => driver.table([noWay()]),
          () => driver.send({ type: 'timer', timer: 'periodic' }),
          () => driver.send({ type: 'timer', timer: 'recovery' }),
        ]) {
          expect(event().effects).to.deep.equal([]);
          expect(driver).to.include({ state: 'unknown', reason });
        }
      }
    });
  });
}

it('a monitor that failed and is stopped has stopped', () => {
  const driver = Driver.up(1)
    .send({ type: 'failed', cause: { type: 'stop' } })
    .send({ type: 'stopped', cause: { type: 'stop' } });
  expect(driver).to.include({ state: 'unknown', reason: 'stopped' });
  expect(driver.effects.filter((effect) => effect.type === 'publish')).to.deep.equal([]);
});
