import { expect } from 'chai';
import type { PathEvent } from '../../lib/monitor/events.ts';
import type { SourceBatch } from '../../lib/sources/contract.ts';
import { HOSTS } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';
import { CABLE_WAY, DOWN, Laptop, WIFI_WAY } from './laptop.ts';

describe('the way to a check host is lost', () => {
  it('when its source address is gone', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable({ removedAddresses: [address(2, '10.0.0.2/24')] });
    expect(laptop.told).to.deep.equal([
      {
        ...{ host: HOSTS[0], usable: true, reason: 'link-usable', ...CABLE_WAY },
        previous: WIFI_WAY,
        lost: [{ ...WIFI_WAY, cause: 'address', unusedMs: 0 }],
      },
    ]);
  });

  it('when its source address has failed the detection of duplicates, or waits for it again', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable({ addresses: [address(2, '10.0.0.2/24', { tentative: true })] });
    expect(laptop.losses).to.deep.equal([['address', '10.0.0.2']]);
  });

  for (const [what, batch] of [
    ['down', { links: [link(2, 'wlan0', DOWN)] }],
    ['without carrier', { links: [link(2, 'wlan0', { carrier: false })] }],
    ['gone, and its address with it', { removedLinks: [2] }],
  ] satisfies Array<[string, SourceBatch]>) {
    it(`when its interface is ${what}`, async () => {
      const laptop = await Laptop.onWifi();
      laptop.toCable(batch);
      expect(laptop.losses).to.deep.equal([['interface', '10.0.0.2']]);
    });
  }

  it('when no route leads there by its interface any more', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.source.routed = [3];
    laptop.toCable();
    expect(laptop.losses).to.deep.equal([['route', '10.0.0.2']]);
  });

  it('when the host has no way at all any more, and another host has', async () => {
    const laptop = await Laptop.onWifi({ checkHosts: HOSTS.map((host) => `${host}:80`) });
    laptop.world.source.routed = [];
    laptop.world.source.reroute(HOSTS[0], 'ENETUNREACH');
    expect(laptop.told).to.have.length(1);
    expect(laptop.told[0]).to.deep.include({ host: HOSTS[0], usable: false, previous: WIFI_WAY });
    expect(laptop.losses).to.deep.equal([['route', '10.0.0.2']]);
  });

  describe('of one family while the other one is there, for a name has a way for each,', () => {
    let laptop: Laptop;

    beforeEach(async () => {
      laptop = await Laptop.onWifi({ checkHosts: ['check.example:80', `${HOSTS[1]}:80`] });
      const { source, resolver } = laptop.world;
      source.ways.set('2001:db8:1::1', { source: '2001:db8::2', gateway: 'fe80::1' });
      source.emit({ addresses: [address(2, '2001:db8::2/64')] });
      await resolver.answer({ family: 4, address: HOSTS[0] }, { family: 6, address: '2001:db8:1::1' });
      laptop.told.length = 0;
    });

    it('when its address is gone', () => {
      const removedAddresses = [address(2, '2001:db8::2/64')];
      laptop.world.source.reroute('2001:db8:1::1', 'ENETUNREACH', { removedAddresses });
      expect(laptop.losses).to.deep.equal([['address', '2001:db8::2']]);
      expect(laptop.told[0]).to.deep.include({ host: 'check.example', usable: true, ...WIFI_WAY });
    });

    it('when its route is gone: the other leads by the same interface, and somewhere else', () => {
      laptop.world.source.routed = [];
      laptop.world.source.reroute('2001:db8:1::1', 'ENETUNREACH');
      expect(laptop.losses).to.deep.equal([['route', '2001:db8::2']]);
    });
  });
});

describe('the way to a check host is not lost', () => {
  it('when another is merely preferred, and address and route are there still', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable();
    expect(laptop.told).to.have.length(1);
    expect(laptop.told[0]).to.deep.include({ ...CABLE_WAY, previous: WIFI_WAY, lost: [] });
  });

  it('when an address is added beside its own, be it the preferred one from now on', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.source.reroute(HOSTS[0], { source: '10.0.0.3' }, { addresses: [address(2, '10.0.0.3/24')] });
    expect(laptop.told).to.have.length(1);
    expect(laptop.losses).to.deep.equal([]);
    expect(laptop.world.source.routeQuestions).to.equal(0);
  });

  it('when its address is deprecated: that serves the connections that it has', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable({ addresses: [address(2, '10.0.0.2/24', { deprecated: true })] });
    expect(laptop.losses).to.deep.equal([]);
  });

  it('when its address moves to another interface, by which it is left from then on', async () => {
    const laptop = await Laptop.onWifi();
    const { source } = laptop.world;
    const batch: SourceBatch = {
      ...{ links: [link(2, 'wlan0', DOWN), link(4, 'br0')], removedAddresses: [address(2, '10.0.0.2/24')] },
      addresses: [address(4, '10.0.0.2/24')],
    };
    source.reroute(HOSTS[0], { interfaceIndex: 4 }, batch);
    expect(laptop.told).to.have.length(1);
    expect(laptop.told[0]).to.include({ interface: 'br0', source: '10.0.0.2' });
    expect(laptop.losses).to.deep.equal([]);
  });

  it('when its route is replaced by one over another gateway of the same interface', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.source.routed = [];
    laptop.world.source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect(laptop.told).to.have.length(1);
    expect(laptop.told[0]).to.deep.include({ gateway: '10.0.0.9', previous: WIFI_WAY, lost: [] });
  });

  it('when its address goes and comes back within one batch', async () => {
    const laptop = await Laptop.onWifi();
    laptop.toCable({ removedAddresses: [address(2, '10.0.0.2/24')], addresses: [address(2, '10.0.0.2/24')] });
    expect(laptop.losses).to.deep.equal([]);
  });

  it('when only an interface is that leads to no check host', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.source.emit({ links: [link(3, 'eth0', DOWN)] });
    laptop.world.source.emit({ removedLinks: [3] });
    expect(laptop.told).to.deep.equal([]);
  });

  it('when its route may be there, but can not be asked for', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.source.routed = null;
    laptop.toCable();
    expect(laptop.losses).to.deep.equal([]);
  });

  it('when its address was never told of: that it is not there says nothing', async () => {
    const laptop = await Laptop.onWifi();
    const { source } = laptop.world;
    source.reroute(HOSTS[0], { source: '10.9.9.9' });
    laptop.told.length = 0;
    laptop.toCable();
    expect(laptop.losses).to.deep.equal([]);
  });

  it('when it was not known until somebody listened, and changes then', async () => {
    const laptop = await Laptop.onWifi();
    laptop.world.monitor.removeAllListeners();
    const told: PathEvent[] = [];
    laptop.world.monitor.on('path', (event) => told.push(event));
    laptop.toCable({ removedAddresses: [address(2, '10.0.0.2/24')] });
    expect(told[0]?.previous).to.deep.equal(WIFI_WAY);
    expect(told[0]?.lost).to.have.length(1);
  });
});
