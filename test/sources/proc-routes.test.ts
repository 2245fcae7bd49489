import { expect } from 'chai';
import { findProcRoute } from '../../lib/sources/proc-routes.ts';

const FILES: Record<string, string> = {
  route: [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth1\t00000000\t0101000A\t0003\t0\t0\t200\t00000000\t0\t0\t0',
    'eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0',
    'eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '*\t006433C6\t00000000\t0200\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '',
  ].join('\n'),
  ipv6_route: [
    '20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0',
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 20010db8000000000000000000000009 00000400 00000001 00000000 00000003     eth0',
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo',
    '',
  ].join('\n'),
};

const find = (family: 4 | 6, address: string, through: string | null = null): object | null =>
  findProcRoute(family, address, through, (name) => FILES[name] ?? '');

describe('the route to a destination, as /proc/net has it', () => {
  it('is that of the least metric', () => {
    expect(find(4, '192.0.2.1')).to.deep.equal({ interface: 'eth0', gateway: '10.0.0.1' });
  });

  it('is that of the longest prefix', () => {
    expect(find(4, '10.0.0.7')).to.deep.equal({ interface: 'eth0', gateway: null });
    expect(find(6, '2001:db8::7')).to.deep.equal({ interface: 'eth0', gateway: null });
  });

  it('is that through the interface that was named', () => {
    expect(find(4, '192.0.2.1', 'eth1')).to.deep.equal({ interface: 'eth1', gateway: '10.0.1.1' });
    expect(find(4, '192.0.2.1', 'eth2')).to.equal(null);
  });

  it('is no way that is refused', () => {
    expect(find(4, '198.51.100.1')).to.deep.equal({ interface: 'eth0', gateway: '10.0.0.1' });
    expect(find(6, '2001:db8:9::1')).to.deep.equal({ interface: 'eth0', gateway: '2001:db8::9' });
  });

  it('is none where there is no /proc/net', () => {
    expect(findProcRoute(4, '192.0.2.1', null, () => '')).to.equal(null);
  });
});
