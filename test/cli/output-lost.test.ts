import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { runCliInto } from './support/run-cli.ts';

const RECORDING = fileURLToPath(new URL('../recordings/cable-pulled.ndjson', import.meta.url));

describe('a command whose standard output is full', () => {
  const commands = [
    ['--help'],
    ['status', '--link-only'],
    ['wait', '--json', '--link-only', '--interface', 'nonesuch0', '--for', '100ms'],
    ['stats'],
    ['config', 'show'],
    ['completion', 'bash'],
    ['replay', RECORDING],
    ['replay', '--anonymize', RECORDING],
    ['watch', '--link-only'],
    ['serve', '--link-only', '--listen', '127.0.0.1:0'],
  ];
  for (const args of commands) {
    it(`says so in one line, and exits 74: ${args.slice(0, 2).join(' ')}`, async () => {
      const { code, stderr } = await runCliInto('/dev/full', ...args);
      expect(stderr).to.match(/^(?:netwake: not usable [^\n]*\n)?netwake: standard output can't be written: ENOSPC\n$/);
      expect(code).to.equal(74);
    });
  }

  it('exits as ever where nothing is printed', async () => {
    const { code, stderr } = await runCliInto('/dev/full', 'status', '--interval', '10', '--link-only');
    expect(stderr).to.match(/^netwake: [^\n]*--interval/);
    expect(code).to.equal(64);
  });
});
