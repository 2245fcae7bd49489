import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { PathEvent } from '../../lib/monitor/events.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { address, link, path } from '../support/records.ts';
import { CABLE, CABLE_WAY, DOWN, Laptop, WIFI_WAY } from './laptop.ts';

describe('a way that was left for another, and lives on', () => {
  it('is told of when it is lost, with how long it had not been in use', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable();
    laptop.told.length = 0;
    laptop.world.clock.advance(5_000);
    laptop.world.source.emit({ removedAddresses: [address(2, '10.0.0.2/24')] });
    expect(laptop.told).to.deep.equal([
      {
        ...{ host: HOSTS[0], usable: true, reason: 'link-usable', ...CABLE_WAY, previous: CABLE_WAY },
        lost: [{ ...WIFI_WAY, cause: 'address', unusedMs: 5_000 }],
      },
    ]);
  });

  it('is told of once', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable();
    laptop.world.source.emit({ links: [link(2, 'wlan0', DOWN)] });
    laptop.world.source.emit({ removedLinks: [2] });
    expect(laptop.losses).to.deep.equal([['interface', '10.0.0.2']]);
  });

  it('is the way again when it is preferred again, and lost as such', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable();
    laptop.world.clock.advance(5_000);
    laptop.world.source.ways.clear();
    laptop.world.source.reroute(HOSTS[0], {});
    laptop.told.length = 0;
    laptop.toCable({ links: [link(2, 'wlan0', DOWN)] });
    expect(laptop.told).to.have.length(1);
    expect(laptop.told[0]?.lost).to.deep.equal([{ ...WIFI_WAY, cause: 'interface', unusedMs: 0 }]);
  });

  it('has its interface attended to, until it is lost', async () => {
    const laptop = await Laptop.onWifi();
    const { source } = laptop.world;
    laptop.toCable();
    await nextTurn();
    expect(source.attended).to.deep.equal([3, 2]);
    source.emit({ removedAddresses: [address(2, '10.0.0.2/24')] });
    await nextTurn();
    expect(source.attended).to.deep.equal([3]);
  });

  it('is forgotten when ways change and nobody listens any more', async () => {
    const laptop = await Laptop.onWifi();
    const { source, monitor } = laptop.world;
    laptop.toCable();
    monitor.removeAllListeners('path');
    source.reroute(HOSTS[0], { ...CABLE, gateway: '10.0.1.9' });
    await nextTurn();
    expect(source.attended).to.deep.equal([3]);
  });

  it('is one of eight at most: of more the oldest are forgotten', async () => {
    const laptop = await Laptop.onWifi();
    const { source } = laptop.world;
    const own = (last: number) => address(2, `10.0.0.${last}/24`);
    const lasts = Array.from({ length: 10 }, (_, index) => 10 + index);
    for (const last of lasts) source.reroute(HOSTS[0], { source: `10.0.0.${last}` }, { addresses: [own(last)] });
    source.emit({ removedAddresses: [address(2, '10.0.0.2/24'), ...lasts.slice(0, 9).map(own)] });
    const sources = laptop.losses.map(([, source]) => source);
    expect(sources).to.deep.equal(lasts.slice(1, 9).map((last) => `10.0.0.${last}`));
  });
});

describe('what is told of ways', () => {
  it('is told after the state that the same batch leads to', async () => {
    const laptop = await Laptop.onWifi();
    const order: string[] = [];
    laptop.world.monitor.on('path', () => order.push('path'));
    laptop.world.monitor.on('state', ({ state }) => order.push(state));
    const { source } = laptop.world;
    source.emit({
      removedAddresses: [address(2, '10.0.0.2/24')],
      paths: [{ ...path(1), ...{ error: 'ENETUNREACH' } }],
    });
    expect(order).to.deep.equal(['down', 'path']);
  });

  it('asks no questions when nobody listens', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.monitor.removeAllListeners();
    laptop.toCable();
    expect(laptop.world.source.routeQuestions).to.equal(0);
  });

  it('begins with a way that had none before it', async () => {
    const told: PathEvent[] = [];
    const world = new FakeWorld();
    world.monitor.on('path', (event) => told.push(event));
    void world.monitor.start();
    world.source.ready();
    expect(told.map(({ previous, lost }) => ({ previous, lost }))).to.deep.equal([
      { previous: null, lost: [] },
      { previous: null, lost: [] },
    ]);
  });

  it('has null for the way before an outage in which there was none', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.source.reroute(HOSTS[0], 'ENETUNREACH');
    laptop.world.source.ways.clear();
    laptop.world.source.reroute(HOSTS[0], {});
    expect(laptop.told.map(({ previous }) => previous)).to.deep.equal([WIFI_WAY, null]);
  });
});
