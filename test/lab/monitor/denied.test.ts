import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { toolPath } from '../../../scripts/native-tools.mjs';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it makes the backend be chosen by itself';

const run = promisify(execFile);

concerns(['netlink'], WHY).describe('where netlink is denied', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(() => lab[Symbol.asyncDispose]());

  for (const errno of ['EACCES', 'EPERM', 'EAFNOSUPPORT']) {
    it(`decides by polling and says why, as for ${errno} from a seccomp filter`, async () => {
      const command = [process.execPath, '--import', 'tsx', 'lib/cli/main.ts', 'status', '--json'];
      const { stdout } = await run(toolPath('deny-netlink'), ['--errno', errno, ...command]);
      const status = JSON.parse(stdout) as { state: string; backend: Record<string, string>; hosts: object[] };
      expect(status.state).to.equal('up');
      expect(status.backend).to.include({ events: 'polling', probes: 'native' });
      expect(status.backend['fallbackReason']).to.include(errno);
      expect(status.hosts[0]).to.include({ interface: 'eth0', source: '10.0.0.2', reachable: true });
    });
  }
});
