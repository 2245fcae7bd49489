import { expect } from 'chai';
import { readProcNetwork } from '../../lib/sources/proc-links.ts';

const FILES: Record<string, string> = {
  dev: [
    'Inter-|   Receive                            |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes',
    '    lo:     168       2    0    0    0     0          0         0      168',
    '  eth0:       0       0    0    0    0     0          0         0        0',
    'spare0:       0       0    0    0    0     0          0         0        0',
    '',
  ].join('\n'),
  igmp: [
    'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter',
    '1\tlo        :     1      V3',
    '\t\t\t\t010000E0     1 0:00000000\t\t0',
    '100\teth0      :     2      V3',
    '\t\t\t\tFB0000E0     1 0:00000000\t\t0',
    '\t\t\t\t010000E0     1 0:00000000\t\t0',
    '',
  ].join('\n'),
  if_inet6: [
    'fe800000000000000242acfffe110002 64 40 20 c0     eth0',
    '20010db8000000000000000000000002 64 40 00 20     eth0',
    '20010db8000000000000000000000003 64 40 00 88     eth0',
    '20010db8000000000000000000000004 64 40 00 80     eth0',
    '',
  ].join('\n'),
  'dev_snmp6/spare0': 'ifIndex                         \t7\nIp6InReceives                   \t0\n',
};

describe('what /proc/net adds to os.networkInterfaces()', () => {
  const found = readProcNetwork((name) => FILES[name] ?? '');

  it('are all interfaces, with their indexes, and which of them are up', () => {
    expect(Object.fromEntries(found!.links)).to.deep.equal({
      lo: { index: 1, up: true },
      eth0: { index: 100, up: true },
      spare0: { index: 7, up: false },
    });
  });

  it('is which addresses wait for the detection of duplicates, have failed it, or are deprecated', () => {
    expect(Object.fromEntries(found!.addresses)).to.deep.equal({
      'eth0 fe80::242:acff:fe11:2': { tentative: true, deprecated: false },
      'eth0 2001:db8::2': { tentative: false, deprecated: true },
      'eth0 2001:db8::3': { tentative: true, deprecated: false },
      'eth0 2001:db8::4': { tentative: false, deprecated: false },
    });
  });

  it('is nothing where there is no /proc/net', () => {
    expect(readProcNetwork(() => '')).to.equal(null);
  });
});
