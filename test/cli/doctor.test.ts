import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Interrupted } from '../../lib/cli/context.ts';
import { doctor, type DoctorSurroundings } from '../../lib/cli/doctor.ts';
import { reportFailure } from '../../lib/cli/failure.ts';
import { NetworkMonitor, type NetworkMonitorOptions } from '../../lib/index.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Backend } from '../../lib/monitor/backend.ts';
import { rejectionOf, settled } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';
import { SilentListener } from '../support/silent-listener.ts';
import { outcomeOf, runCli, startCliIn } from './support/run-cli.ts';
import { SILENT_PROBER, sourceThat, TestContext } from './support/test-context.ts';
import { expectUsageError } from './support/usage-error.ts';

const UNSEEN: DoctorSurroundings = { environment: {}, isWatched: false };

/** Its timers of this delay are due at once, and no other ever is. */
function clockOf(dueMs: number, andThen: () => void = () => {}): Clock {
  return {
    ...systemClock,
    setTimer(callback, delayMs) {
      if (delayMs === dueMs)
        setImmediate(() => {
          callback();
          andThen();
        });
      return { cancel: () => {} };
    },
  };
}

/** A link-only monitor of it decides at once: there is no interface. */
const EMPTY = sourceThat((onBatch) => onBatch({ ready: true }));
const SILENT = sourceThat(() => {});
const BY_NETLINK = { events: 'netlink', probes: 'native', fallbackReason: null } as const;

describe('doctor', () => {
  let scratch: Scratch;
  let bundle: string;

  beforeEach(() => {
    scratch = new Scratch();
    bundle = scratch.path('bundle.tar.gz');
  });

  afterEach(() => scratch[Symbol.dispose]());

  it('prints the chain and exits 0 when it holds', async () => {
    const { code, stdout, stderr } = await runCli('doctor', '--host', '127.0.0.1:9');
    expect(stdout)
      .to.match(/^up: all-hosts-reachable; the chain holds\n\nok +interface  lo \(loopback\) is up\n/)
      .and.match(/^ok +host +127\.0\.0\.1 answered in [\d.]+ ms$/m)
      .and.match(/^events by netlink, probes by the addon\n$/m);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('prints one JSON object, and exits 4 when it is broken', async () => {
    const { code, stdout, stderr } = await runCli('doctor', '--json', '--link-only', '--interface', 'nonesuch0');
    const report = JSON.parse(stdout) as { links: object[]; findings: object[]; at: string };
    expect(report).to.have.all.keys('type', 'state', 'reason', 'links', 'findings', 'backend', 'at');
    expect(report).to.include({ type: 'doctor', state: 'down', reason: 'no-interface' });
    expect(report.links[0]).to.deep.include({ link: 'interface', status: 'failed' });
    for (const link of report.links) expect(link).to.have.all.keys('link', 'status', 'evidence', 'suggestion');
    expect(report.findings[0]).to.include({ finding: 'preferred-missing', severity: 'problem' });
    for (const finding of report.findings)
      expect(finding).to.have.all.keys('finding', 'severity', 'summary', 'evidence', 'suggestion');
    expect(new Date(report.at).toISOString()).to.equal(report.at);
    expect({ code, stderr }).to.deep.equal({ code: 4, stderr: '' });
  });

  it('goes by the configuration of the retryer, and by the proxy of the environment', async () => {
    const environment = { NETWAKE_RETRY_MAX_ATTEMPTS: '.inf', https_proxy: 'http://me:secret@proxy.lan:3128' };
    const flags = ['--json', '--link-only', '--interface', 'nonesuch0'];
    const { stdout } = await outcomeOf(startCliIn(environment, 'doctor', ...flags));
    expect(stdout).to.include('"finding":"no-retry-limit"').and.to.not.include('secret');
  });

  describe('where the monitor', () => {
    it('fails: exits 5 and says why', async () => {
      const context = new TestContext(sourceThat((_, onFailure) => onFailure(new Error('the socket is gone'))));
      expect(await doctor({ linkOnly: true, json: true }, context, UNSEEN)).to.equal(5);
      const report = JSON.parse(context.printed.join('')) as { findings: object[] };
      expect(report).to.include({ state: 'unknown', reason: 'monitor-failed' });
      expect(report.findings[0]).to.include({ finding: 'no-decision', evidence: 'the socket is gone' });
    });

    it('can not start: the same', async () => {
      const broken = sourceThat(() => {
        throw new Error('no sockets left');
      });
      const context = new TestContext(broken);
      expect(await doctor({ linkOnly: true }, context, UNSEEN)).to.equal(5);
      expect(context.printed[0]).to.match(/^unknown: monitor-failed\n[^]*\n    no sockets left\n/);
    });

    it('can not even be made: the same', async () => {
      const context = new TestContext(SILENT);
      const backend = (): never => {
        throw new Error('no sockets left');
      };
      const without = Object.assign(context, {
        createMonitor: (options: NetworkMonitorOptions) => new NetworkMonitor(options, { backend }),
      });
      expect(await doctor({ linkOnly: true }, without, UNSEEN)).to.equal(5);
      expect(context.printed[0]).to.match(/^unknown: monitor-failed\n[^]*\n    no sockets left\n/);
    });

    it('comes to no decision: exits 5 when the time is over that five probes take, and five seconds', async () => {
      const context = new TestContext(SILENT, clockOf(15_000));
      expect(await doctor({ linkOnly: true, timeout: '2s' }, context, UNSEEN)).to.equal(5);
      expect(context.printed[0]).to.match(/^unknown: starting\n[^]*the round has not ended within 15000 ms\n/);
    });
  });

  it('looks for no more where there is no way, and so nobody is asked: for no name either', async () => {
    const looks: number[] = [];
    const clock: Clock = {
      ...systemClock,
      setTimer(callback, delayMs) {
        looks.push(delayMs);
        return systemClock.setTimer(callback, delayMs);
      },
    };
    const context = new TestContext(EMPTY, clock);
    const silent = { resolve: () => new Promise<never>(() => {}), cancel: () => {} };
    const backend = (): Backend => ({ source: EMPTY, prober: SILENT_PROBER, snapshot: BY_NETLINK });
    const nameless = Object.assign(context, {
      createMonitor: (options: NetworkMonitorOptions) => new NetworkMonitor(options, { backend, resolver: silent }),
    });
    expect(await doctor({ host: ['name.example'], timeout: '20ms' }, nameless, UNSEEN)).to.equal(4);
    expect(context.printed[0]).to.match(/^down: no-interface; /);
    // That of the silence, and that of the whole.
    expect(looks).to.deep.equal([1_000, 5_100]);
  });

  describe('that takes longer than a second', () => {
    const wait = async (isWatched: boolean): Promise<TestContext> => {
      const context: TestContext = new TestContext(
        SILENT,
        clockOf(1_000, () => context.interrupt('SIGINT')),
      );
      await rejectionOf(doctor({ host: ['127.0.0.1:9'] }, context, { environment: {}, isWatched }));
      return context;
    };

    it('says on a terminal what it is at, and how long that may take', async () => {
      expect((await wait(true)).noted).to.deep.equal(['netwake: asking 127.0.0.1:9; this takes 30 s at the most']);
    });

    it('says nothing where nobody watches', async () => {
      expect((await wait(false)).noted).to.deep.equal([]);
    });
  });

  describe('--bundle', () => {
    const usual = process.env['TMPDIR'];

    it('writes a file for its owner alone, and says so', async () => {
      const { code, stdout, stderr } = await runCli('doctor', '--host', '127.0.0.1:9', '--bundle', bundle);
      expect(stdout).to.match(/^up: /);
      expect(stderr).to.match(/^netwake: \S+bundle\.tar\.gz is written, [^\n]+\n$/);
      expect(code).to.equal(0);
      expect(statSync(bundle).mode & 0o777).to.equal(0o600);
    });

    describe('leaves', () => {
      // What is recorded lies in a folder for such.
      beforeEach(() => {
        process.env['TMPDIR'] = scratch.folder;
      });

      afterEach(() => {
        if (usual === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = usual;
      });

      it('nothing but the file', async () => {
        const context = new TestContext(EMPTY);
        expect(await doctor({ linkOnly: true, bundle }, context, UNSEEN)).to.equal(4);
        expect(readdirSync(scratch.folder)).to.deep.equal(['bundle.tar.gz']);
        expect(context.warned).to.deep.equal([]);
      });

      it('nothing when it is interrupted', async () => {
        const context: TestContext = new TestContext(sourceThat(() => context.interrupt('SIGTERM')));
        const reason = await rejectionOf(doctor({ linkOnly: true, bundle }, context, UNSEEN));
        expect(reason).to.be.instanceOf(Interrupted);
        expect(reportFailure(reason, context)).to.equal(143);
        expect(readdirSync(scratch.folder)).to.deep.equal([]);
      });

      it('nothing when it is interrupted as it is about to be written', async () => {
        const context = new TestContext(EMPTY);
        Object.assign(context, { print: () => context.interrupt('SIGTERM') });
        const reason = await rejectionOf(doctor({ linkOnly: true, bundle }, context, UNSEEN));
        expect(reason).to.be.instanceOf(Interrupted);
        expect(readdirSync(scratch.folder)).to.deep.equal([]);
      });

      it('the file when nobody reads the report any more', async () => {
        const context = new TestContext(EMPTY);
        Object.assign(context, { print: () => context.interrupt('EPIPE') });
        expect(await doctor({ linkOnly: true, bundle }, context, UNSEEN)).to.equal(4);
        expect(readdirSync(scratch.folder)).to.deep.equal(['bundle.tar.gz']);
      });

      for (const signal of ['SIGHUP', 'SIGQUIT'] as const) {
        it(`nothing when it ends by ${signal}, whenever that comes`, async () => {
          await using listener = await SilentListener.listen();
          const round = ['--host', `127.0.0.1:${listener.port}`, '--timeout', '10m', '--bundle', bundle];
          const isRecorded = (name: string): boolean => existsSync(scratch.path(join(name, 'recording.ndjson')));
          for (const isTime of [() => existsSync(bundle), () => readdirSync(scratch.folder).some(isRecorded)]) {
            const child = startCliIn({ TMPDIR: scratch.folder }, 'doctor', ...round);
            const closed = once(child, 'close');
            while (!isTime() && child.exitCode === null && child.signalCode === null) await settled();
            child.kill(signal);
            expect(await closed).to.deep.equal([null, signal]);
            expect(readdirSync(scratch.folder)).to.deep.equal([]);
          }
        });
      }

      it('nothing when there is no folder to record in', async () => {
        process.env['TMPDIR'] = scratch.path('none');
        const error = await rejectionOf(doctor({ linkOnly: true, bundle }, new TestContext(EMPTY), UNSEEN));
        expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'TMPDIR' });
        expect(readdirSync(scratch.folder)).to.deep.equal([]);
      });

      it('nothing when the recording is lost', async () => {
        const losing = sourceThat((onBatch) => {
          const [folder] = readdirSync(scratch.folder).filter((name) => name.startsWith('netwake-doctor-'));
          rmSync(join(scratch.folder, folder!, 'recording.ndjson'));
          onBatch({ ready: true });
        });
        const context = new TestContext(losing);
        expect(await doctor({ linkOnly: true, bundle }, context, UNSEEN)).to.equal(1);
        expect(context.warned[0]).to.match(
          /^--bundle \S+: can't be written: \S+recording\.ndjson: can't be read: ENOENT$/,
        );
        expect(readdirSync(scratch.folder)).to.deep.equal([]);
      });
    });

    it('never writes over a file that is there: bad usage, and nothing is examined', async () => {
      writeFileSync(bundle, 'dear to me');
      await expectUsageError(['doctor', '--link-only', '--bundle', bundle], /--bundle .*EEXIST/);
      expect(readFileSync(bundle, 'utf8')).to.equal('dear to me');
    });

    it('refuses a path that can not be: bad usage', () =>
      expectUsageError(['doctor', '--link-only', '--bundle', scratch.path('none/such')], /--bundle .*ENOENT/));

    it('that can not be written exits 1 with the reason, after the report, and removes no device', async () => {
      // By a link of ours: whoever removes what it should not removes that.
      const full = scratch.path('full');
      symlinkSync('/dev/full', full);
      const { code, stdout, stderr } = await runCli('doctor', '--link-only', '--bundle', full);
      expect(stdout).to.match(/^(up|down): /);
      expect(stderr).to.equal(`netwake: --bundle ${full}: can't be written: ENOSPC\n`);
      expect(code).to.equal(1);
      expect(readdirSync(scratch.folder)).to.include('full');
    });
  });

  for (const [by, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends at once on ${by}, without output`, async () => {
      const context: TestContext = new TestContext(sourceThat(() => context.interrupt(by)));
      const reason = await rejectionOf(doctor({ linkOnly: true }, context, UNSEEN));
      expect(reportFailure(reason, context)).to.equal(code);
      expect([...context.printed, ...context.warned]).to.deep.equal([]);
    });
  }
});
