import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { HOST_RULES } from '../../lib/cli/doctor-host-rules.ts';
import { MEANS_RULES } from '../../lib/cli/doctor-means-rules.ts';
import { OPTION_RULES } from '../../lib/cli/doctor-option-rules.ts';
import { type DoctorReport, makeReport } from '../../lib/cli/doctor-report.ts';
import { doctorText } from '../../lib/cli/doctor-text.ts';
import type { NetworkSnapshot } from '../../lib/monitor/snapshot.ts';
import type { StateReason } from '../../lib/state/network-state.ts';
import { examination, REASONS, type Seen } from '../support/examinations.ts';
import { ETH0, UNROUTED } from '../support/snapshots.ts';

const report = (seen: Partial<Seen>): DoctorReport => makeReport(examination(seen));

describe("the doctor's report", () => {
  const documented = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
  for (const name of [...Object.keys({ ...HOST_RULES, ...MEANS_RULES, ...OPTION_RULES }), ...REASONS]) {
    it(`has a row in docs/troubleshooting.md for ${name}`, () => {
      expect(documented).to.include(`\`${name}\``);
    });
  }

  it('has the whole chain, the state with its reason, and by what it is known', () => {
    const { links, ...others } = report({});
    expect(links.map(({ link }) => link)).to.deep.equal([
      ...['interface', 'carrier', 'address', 'dad', 'route', 'gateway', 'host', 'dns', 'portal'],
    ]);
    expect(others).to.deep.equal({
      type: 'doctor',
      state: 'up',
      reason: 'all-hosts-reachable',
      findings: [],
      backend: { events: 'netlink', probes: 'native', fallbackReason: null },
      at: '2026-01-02T03:04:05.000Z',
    });
  });

  it('reads, for people, from the verdict to the means', () => {
    const text = doctorText(
      report({ reason: 'interface-down', interfaces: [{ ...ETH0, up: false }], hosts: [UNROUTED] }),
    );
    const lines = text.split('\n');
    expect(lines[0]).to.equal('down: interface-down; the chain breaks at the interface');
    expect(lines[2]).to.equal('FAILED  interface  eth0 is down');
    expect(lines[3]).to.equal('                   > Take it up: ip link set eth0 up');
    expect(lines[4]).to.equal('?       carrier    it takes the interface first');
    expect(text).to.match(/\n\nwarning: Operations wait [^\n]+\n    the state is [^\n]+\n    > Bound it: /);
    expect(lines.at(-1)).to.equal('events by netlink, probes by the addon');
  });

  it('says that the chain holds when it does, and nothing of it when nothing is known', () => {
    const first = (reason: StateReason): string => doctorText(report({ reason })).split('\n')[0]!;
    expect(first('all-hosts-reachable')).to.equal('up: all-hosts-reachable; the chain holds');
    expect(first('monitor-failed')).to.equal('unknown: monitor-failed');
  });

  it('has no terminal obey the name of an interface', () => {
    const interfaces: NetworkSnapshot['interfaces'] = [{ ...ETH0, name: 'eth\u001b[2J' }];
    expect(doctorText(report({ interfaces }))).to.not.include('\u001b');
  });
});
