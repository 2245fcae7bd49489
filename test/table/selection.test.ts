import { expect } from 'chai';
import { selectInterfaces } from '../../lib/table/selection.ts';

describe('the selection of interfaces', () => {
  it('counts every name by default', () => {
    const selection = selectInterfaces([], []);
    expect(['eth0', 'wlan0', 'docker0', ''].map((name) => selection.counts(name))).to.not.include(false);
  });

  it('counts the preferred ones alone, by their exact names', () => {
    const selection = selectInterfaces(['eth0', 'wg*'], []);
    expect(selection.preferred).to.deep.equal(['eth0', 'wg*']);
    expect(selection.counts('eth0')).to.equal(true);
    for (const name of ['eth1', 'eth00', 'ETH0', 'wg0']) expect(selection.counts(name), name).to.equal(false);
  });

  for (const [pattern, matching, others] of [
    ['docker0', ['docker0'], ['docker', 'docker00', 'xdocker0']],
    ['veth*', ['veth', 'veth1a2b'], ['xveth1', 'vet']],
    ['br-*', ['br-', 'br-0f'], ['br0', 'xbr-1']],
    ['*', ['eth0', ''], []],
    ['eth?', ['eth0', 'ethx'], ['eth', 'eth10']],
    ['*lan*', ['wlan0', 'lan', 'vlan10'], ['eth0']],
    ['eth0.1', ['eth0.1'], ['eth0x1']],
    ['tun+', ['tun+'], ['tun', 'tunn']],
    ['eth?', ['ethé', 'eth\u{1F310}'], ['eth€€']],
    ['a(b)[c]{d}^$|\\', ['a(b)[c]{d}^$|\\'], ['abcd']],
  ] as const) {
    it(`ignores by the pattern ${pattern} what it covers and nothing else`, () => {
      const selection = selectInterfaces([], [pattern]);
      for (const name of matching) expect(selection.counts(name), name).to.equal(false);
      for (const name of others) expect(selection.counts(name), name).to.equal(true);
    });
  }

  it('ignores by any of several patterns', () => {
    const selection = selectInterfaces([], ['veth*', 'docker*']);
    expect(['veth1', 'docker0', 'eth0'].map((name) => selection.counts(name))).to.deep.equal([false, false, true]);
  });

  it('ignores by the kind, whatever the name', () => {
    const selection = selectInterfaces([], ['kind:veth', 'docker*']);
    expect(selection.counts('eth0', 'veth')).to.equal(false);
    expect(selection.counts('docker0', 'bridge')).to.equal(false);
    for (const kind of ['bridge', 'vethx', 'vet', undefined])
      expect(selection.counts('veth', kind), kind).to.equal(true);
  });

  it('knows whether it is all of them', () => {
    expect(selectInterfaces([], []).all).to.equal(true);
    expect(selectInterfaces(['eth0'], []).all).to.equal(false);
    expect(selectInterfaces([], ['kind:veth']).all).to.equal(false);
  });

  it('ignores even a preferred interface that a pattern covers', () => {
    const selection = selectInterfaces(['eth0', 'eth1'], ['*1']);
    expect(['eth0', 'eth1'].map((name) => selection.counts(name))).to.deep.equal([true, false]);
  });
});
