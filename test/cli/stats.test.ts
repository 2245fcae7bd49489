import { expect } from 'chai';
import { statsJson } from '../../lib/cli/stats-json.ts';
import { runCli } from './support/run-cli.ts';

const COUNTERS = ['rxBytes', 'txBytes', 'rxPackets', 'txPackets', 'rxErrors', 'txErrors', 'rxDropped', 'txDropped'];

describe('stats', () => {
  it('leaves loopback out unless all are wanted', async () => {
    const [some, all] = await Promise.all([runCli('stats'), runCli('stats', '--all')]);
    expect(some.stdout)
      .to.match(/^INTERFACE .* MAC\n/)
      .and.not.match(/^lo /m);
    expect(all.stdout).to.match(/^lo +up +\d+ /m);
    expect([some.code, all.code]).to.deep.equal([0, 0]);
  });

  it('prints the record as JSON, with numbers for counters', async () => {
    const { stdout } = await runCli('stats', '--json', '--all', '--interface', 'lo');
    const record = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
    expect(record).to.have.all.keys('lo');
    expect(record['lo']).to.have.all.keys('name', 'isUp', ...COUNTERS, 'mtu', 'macAddress');
    for (const counter of COUNTERS) expect(record['lo']?.[counter]).to.be.a('number');
  });

  it('keeps every digit of a counter past 2^53', () => {
    const most = 2n ** 64n - 1n;
    const counts = { rxBytes: most, txBytes: most, rxPackets: 0n, txPackets: 0n };
    const errors = { rxErrors: 0n, txErrors: 0n, rxDropped: 0n, txDropped: 0n };
    const json = statsJson({ eth0: { name: 'eth0', isUp: true, ...counts, ...errors, mtu: 1500, macAddress: '' } });
    expect(json).to.include('"rxBytes":18446744073709551615,"txBytes":18446744073709551615,"rxPackets":0,');
  });
});
