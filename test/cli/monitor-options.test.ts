import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { monitorOptions } from '../../lib/cli/monitor-options.ts';
import { presets } from '../../lib/index.ts';
import { runCli } from './support/run-cli.ts';

describe('where the options of a command come from', () => {
  let folder: string;
  let config: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netwake-cli-'));
    config = join(folder, 'netwake.yaml');
    await writeFile(config, 'preset: patient\nnetwork_monitor: { check_interval: 1m, enable_netlink: true }\n');
  });

  after(() => rm(folder, { recursive: true }));

  it('leaves all to the defaults without flags', async () => {
    expect(await monitorOptions({ netlink: true })).to.deep.equal({});
  });

  it('takes a preset', async () => {
    expect(await monitorOptions({ preset: 'conservative' })).to.deep.equal(presets.conservative.monitor);
  });

  it('takes the file over its preset', async () => {
    expect(await monitorOptions({ config })).to.deep.equal({ ...presets.patient.monitor, checkInterval: '1m' });
  });

  it('takes the file over the preset of the flag, and that over the preset of the file', async () => {
    expect(await monitorOptions({ config, preset: 'conservative' })).to.deep.equal({
      ...presets.conservative.monitor,
      checkInterval: '1m',
    });
  });

  it('takes every flag over the file', async () => {
    const flags = { interval: '3s', timeout: '1s', host: ['127.0.0.1:9'], interface: ['lo'], netlink: false };
    expect(await monitorOptions({ config, ...flags })).to.deep.equal({
      checkInterval: '3s',
      checkTimeout: '1s',
      checkHosts: ['127.0.0.1:9'],
      preferredInterfaces: ['lo'],
      enableNetlink: false,
    });
  });

  it('probes nothing in link-only mode, whatever the file says', async () => {
    expect((await monitorOptions({ config, linkOnly: true })).checkHosts).to.deep.equal([]);
  });

  for (const [what, text, place] of [
    ['a misspelt key', 'network_monitor:\n  check_intervall: 1s\n', ':2:3: '],
    ['broken YAML', 'preset: [\n', ':2:1: '],
  ] as const) {
    it(`refuses a file with ${what}: exit 78 and one line that names the place`, async () => {
      const file = join(folder, 'bad.yaml');
      await writeFile(file, text);
      const { code, stdout, stderr } = await runCli('status', '--link-only', '--config', file);
      expect(stderr)
        .to.match(/^netwake: [^\n]+\n$/)
        .and.include(`${file}${place}`);
      expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
    });
  }

  it('refuses a file that is not there: exit 78', async () => {
    const { code, stderr } = await runCli('watch', '--link-only', '--config', join(folder, 'nowhere.yaml'));
    expect(stderr).to.match(/^netwake: [^\n]*nowhere\.yaml: cannot be read: ENOENT\n$/);
    expect(code).to.equal(78);
  });

  it('reads a file that is good', async () => {
    const { code, stdout } = await runCli('status', '--json', '--config', config, '--host', '127.0.0.1:9');
    expect(JSON.parse(stdout)).to.include({ state: 'up', total: 1 });
    expect(code).to.equal(0);
  });
});
