import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { searchPath, unmetRequirement } from '../../examples/demo/requirements.mjs';

const LAB = fileURLToPath(new URL('../../scripts/lab.mjs', import.meta.url));

describe('a command in the lab', () => {
  before(() => expect(unmetRequirement(searchPath(process.env['PATH'])), 'what is missing').to.equal(null));

  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends at once on ${signal}`, async () => {
      const lab = spawn(process.execPath, [LAB, 'sh', '-c', 'echo ready; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(lab.stdout, 'data');
      lab.kill(signal);
      expect(await once(lab, 'close')).to.deep.equal([status, null]);
    });
  }

  it('ends the lab with its own status', async () => {
    const lab = spawn(process.execPath, [LAB, 'sh', '-c', 'exit 7'], { stdio: 'ignore' });
    expect(await once(lab, 'close')).to.deep.equal([7, null]);
  });
});
