import { expect } from 'chai';
import { readProcInterfaces } from '../../lib/sources/proc-interfaces.ts';

const FILES: Record<string, string> = {
  fib_trie: [
    'Main:',
    '  +-- 0.0.0.0/0 3 0 5',
    '     |-- 0.0.0.0',
    '        /0 universe UNICAST',
    '     |-- 10.0.0.0',
    '        /24 link UNICAST',
    'Local:',
    '  +-- 0.0.0.0/0 3 0 5',
    '     |-- 10.0.0.2',
    '        /32 host LOCAL',
    '     |-- 10.0.0.255',
    '        /32 link BROADCAST',
    '     |-- 127.0.0.0',
    '        /8 host LOCAL',
    '     |-- 127.0.0.1',
    '        /32 host LOCAL',
    '     |-- 192.0.2.9',
    '        /32 host LOCAL',
    '',
  ].join('\n'),
  route: [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    '',
  ].join('\n'),
  if_inet6: [
    '00000000000000000000000000000001 01 80 10 80       lo',
    'fe800000000000000242acfffe110002 64 40 20 80     eth0',
    '20010db8000000000000000000000002 64 40 00 80     eth0',
    '',
  ].join('\n'),
};

describe('the interfaces as /proc/net tells them', () => {
  const found = readProcInterfaces((name) => FILES[name] ?? '');

  it('are those with an address, each under its name', () => {
    const rows = Object.entries(found).map(([name, entries]) => [name, entries.map(({ cidr }) => cidr)]);
    expect(Object.fromEntries(rows)).to.deep.equal({
      lo: ['127.0.0.1/8', '::1/128'],
      eth0: ['10.0.0.2/24', 'fe80::242:acff:fe11:2/64', '2001:db8::2/64'],
    });
  });

  it('mark loopback, and the scope of link-local addresses', () => {
    expect(found['lo']?.map(({ internal }) => internal)).to.deep.equal([true, true]);
    expect(found['eth0']?.[1]).to.include({ internal: false, scopeid: 100 });
  });

  it('are none where nothing can be read', () => {
    expect(readProcInterfaces(() => '')).to.deep.equal({});
  });
});
