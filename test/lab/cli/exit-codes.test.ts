import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Scratch } from '../../support/scratch.ts';
import { type Cli, exitOf, linesOf, nextLine, outcomeOf, startCliIn } from '../../cli/support/run-cli.ts';
import { concerns, labBackend } from '../support/backend.ts';
import { startCli } from '../support/cli.ts';
import { Lab } from '../support/lab.ts';
import { probesUnderWay } from '../support/probes-under-way.ts';

// Every command of the command line, and every code that it exits with. Why it does, test those named after the command; `serve` and
// `doctor` have theirs there.
const WHY = 'no flag of the command line chooses the prober';
const SOON = ['--initial-delay', '10ms', '--max-attempts', '2'];
const QUICK = ['--timeout', '300ms'];

/** What is done to a network on which all check hosts answer. */
const networks: Readonly<Record<string, (lab: Lab) => Promise<void>>> = {
  'all hosts answer': async () => {},
  'one host is silent': (lab) => lab.block('8.8.4.4'),
  'all hosts are silent': (lab) => lab.block(),
  'the cable is pulled': (lab) => lab.pullCable(),
};

type Row = [command: string, network: string, code: number, ...flags: string[]];

const rows: Row[] = [
  ['status', 'all hosts answer', 0, ...QUICK],
  ['status', 'one host is silent', 3, ...QUICK],
  ['status', 'all hosts are silent', 4, ...QUICK],
  ['status', 'the cable is pulled', 4],
  ['stats', 'all hosts answer', 0],
  ['stats', 'the cable is pulled', 0, '--json'],
  ['wait', 'all hosts answer', 0],
  ['wait', 'one host is silent', 0],
  ['wait', 'one host is silent', 1, '--state', 'up', '--for', '2s'],
  ['wait', 'all hosts are silent', 1, '--for', '2s'],
  ['wait', 'the cable is pulled', 1, '--for', '2s'],
  ['run', 'all hosts answer', 0, '--', 'true'],
  ['run', 'all hosts answer', 7, ...SOON, '--', 'sh', '-c', 'exit 7'],
  ['run', 'all hosts answer', 137, ...SOON, '--', 'sh', '-c', 'kill -KILL $$'],
  ['run', 'all hosts answer', 126, '--', '/etc/passwd'],
  ['run', 'all hosts answer', 127, '--', 'nonesuch-command'],
  ['run', 'all hosts answer', 124, '--timeout', '1s', '--', 'sleep', '60'],
  ['run', 'the cable is pulled', 75, '--max-network-wait', '10ms', '--', 'true'],
  ['config', 'the cable is pulled', 0, 'show'],
  ['completion', 'the cable is pulled', 0, 'bash'],
];

/** The commands that read a configuration. */
const configured = [['watch'], ['status'], ['stats'], ['wait'], ['run', '--', 'true'], ['config', 'show']];

concerns(['netlink', 'polling'], WHY).describe('netwake exits', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(() => lab[Symbol.asyncDispose]());

  for (const [command, network, code, ...flags] of rows)
    it(`${code} from ${[command, ...flags].join(' ')}, when ${network}`, async () => {
      await networks[network]!(lab);
      const outcome = await outcomeOf(start(command, flags));
      expect(outcome.code, outcome.stderr).to.equal(code);
    });

  for (const [command = '', ...rest] of configured) {
    const flags = rest[0] === 'show' ? rest : [];
    const words = rest[0] === '--' ? rest : [];

    it(`64 from ${command} for a flag that there is not, in one line that names it`, async () => {
      const { code, stdout, stderr } = await outcomeOf(start(command, [...flags, '--hots', '1', ...words]));
      expect(stderr).to.match(/^netwake: [^\n]*'--hots' \(Did you mean --host\?\)\n$/);
      expect({ code, stdout }).to.deep.equal({ code: 64, stdout: '' });
    });

    it(`78 from ${command} for a bad configuration, in one line that says where`, async () => {
      using scratch = new Scratch();
      writeFileSync(scratch.path('bad.yaml'), 'network_monitor: { check_intervall: 10s }\n');
      const { code, stdout, stderr } = await outcomeOf(
        start(command, [...flags, '--config', scratch.path('bad.yaml'), ...words]),
      );
      expect(stderr).to.match(/^netwake: [^\n]*bad\.yaml:1:20[^\n]*\n$/);
      expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`0 from watch on ${signal}`, async () => {
      const child = start('watch', []);
      await nextLine(linesOf(child));
      child.kill(signal);
      expect(await exitOf(child)).to.equal(0);
    });

    const code = signal === 'SIGINT' ? 130 : 143;
    for (const command of ['status', 'wait'])
      it(`${code} from ${command} on ${signal}`, async () => {
        await lab.block();
        const child = start(command, ['--timeout', '10m']);
        await probesUnderWay(lab);
        child.kill(signal);
        expect(await once(child, 'exit')).to.deep.equal([code, null]);
      });
  }

  concerns(['netlink'], 'it is netlink that fails').describe('when the monitor itself fails,', () => {
    const broken = { NODE_OPTIONS: `--import=${fileURLToPath(new URL('broken-netlink.mjs', import.meta.url))}` };

    for (const [code, command, ...flags] of [
      [5, 'status'],
      [5, 'watch'],
      [1, 'wait', '--for', '30s'],
    ] as Array<[number, ...string[]]>)
      it(`${code} from ${command}, and says why`, async () => {
        const outcome = await outcomeOf(startCliIn(broken, command!, ...flags));
        expect(outcome.stderr).to.match(/^netwake: [^\n]*ENOBUFS[^\n]*\n$/);
        expect(outcome.code).to.equal(code);
      });
  });

  function start(command: string, flags: readonly string[]): Cli {
    // `config` and `completion` watch nothing: no backend is theirs.
    const watches = !['config', 'completion'].includes(command);
    return watches || labBackend === 'netlink' ? startCli(command, ...flags) : startCliIn({}, command, ...flags);
  }
});
