import { expect } from 'chai';
import { flapDampingDefaults, monitorDefaults } from '../../lib/config/defaults.ts';
import { silentLogger } from '../../lib/logger.ts';
import { type NetworkMonitorOptions, readMonitorOptions } from '../../lib/monitor/settings.ts';
import { thrownBy } from '../support/codes.ts';

describe('the options of a monitor', () => {
  it('are, by default, what the contract says', () => {
    const { checkHosts, logger, ...others } = readMonitorOptions({});
    expect(others).to.deep.equal({
      auditIntervalMs: null,
      checkIntervalMs: 10_000,
      checkTimeoutMs: 5_000,
      notifyOnChange: true,
      enableNetlink: true,
      gatewayProbe: false,
      preferredInterfaces: [],
      ignoreInterfaces: [],
      flapDamping: null,
      captivePortalUrl: null,
    });
    expect(checkHosts).to.deep.equal(monitorDefaults.checkHosts.map((host) => ({ host, port: null })));
    expect(logger).to.equal(silentLogger);
  });

  it('take durations as text and as numbers, hosts as text and as objects', () => {
    const settings = readMonitorOptions({
      checkInterval: '1m',
      checkTimeout: 250,
      checkHosts: ['[::1]:80', { host: 'localhost', port: 81 }],
    });
    expect(settings).to.include({ checkIntervalMs: 60_000, checkTimeoutMs: 250 });
    expect(settings.checkHosts).to.deep.equal([
      { host: '::1', port: 80 },
      { host: 'localhost', port: 81 },
    ]);
  });

  it('may leave out the hosts altogether, which is link-only mode', () => {
    expect(readMonitorOptions({ checkHosts: [] }).checkHosts).to.deep.equal([]);
  });

  it('take undefined for not given', () => {
    const undefinedOptions = { checkInterval: undefined, checkHosts: undefined, logger: undefined } as object;
    expect(readMonitorOptions(undefinedOptions)).to.deep.equal(readMonitorOptions({}));
  });

  it('cannot be changed afterwards', () => {
    expect(readMonitorOptions({})).to.be.frozen;
  });

  it('take console for a logger', () => {
    expect(() => readMonitorOptions({ logger: console })).not.to.throw();
  });

  it('take patterns of names and kinds of links to ignore', () => {
    const ignoreInterfaces = ['docker*', 'eth?', 'kind:veth', 'kind:ip6gre_tap.0-x'];
    expect(readMonitorOptions({ ignoreInterfaces }).ignoreInterfaces).to.deep.equal(ignoreInterfaces);
  });

  it('damp flaps by the figures of before where only some are given', () => {
    const { halfLifeMs, maxSuppressMs, ...figures } = flapDampingDefaults;
    expect(readMonitorOptions({ flapDamping: true }).flapDamping).to.deep.equal(flapDampingDefaults);
    expect(readMonitorOptions({ flapDamping: {} }).flapDamping).to.deep.equal(flapDampingDefaults);
    expect(readMonitorOptions({ flapDamping: false }).flapDamping).to.equal(null);
    expect(
      readMonitorOptions({ flapDamping: { halfLife: '1m', maxSuppress: '5m', reuse: 500 } }).flapDamping,
    ).to.deep.equal({ ...figures, reuse: 500, halfLifeMs: 2 * halfLifeMs, maxSuppressMs: 2.5 * maxSuppressMs }).and.to
      .be.frozen;
  });

  it('take a plain http: URL to find captive portals by', () => {
    const { captivePortalUrl } = readMonitorOptions({
      captivePortalUrl: 'HTTP://Portal.example:80/generate_204#there',
    });
    expect(captivePortalUrl).to.equal('http://portal.example/generate_204');
  });

  it('say which value they refuse', () => {
    const refused = thrownBy(() => readMonitorOptions({ captivePortalUrl: 'https://portal.example/' }));
    expect(refused).to.include({ received: 'https://portal.example/' });
    expect(refused.message).to.include('captivePortalUrl').and.include('https://portal.example/');
  });

  for (const [options, option] of [
    [{ checkInterval: 0 }, 'checkInterval'],
    [{ checkInterval: '10' }, 'checkInterval'],
    [{ checkTimeout: '0ms' }, 'checkTimeout'],
    [{ checkTimeout: -1 }, 'checkTimeout'],
    [{ checkTimeout: null }, 'checkTimeout'],
    [{ checkHosts: '192.0.2.1' }, 'checkHosts'],
    [{ checkHosts: null }, 'checkHosts'],
    [{ checkHosts: ['192.0.2.1', 'nowhere:0'] }, 'checkHosts[1]'],
    [{ notifyOnChange: 'yes' }, 'notifyOnChange'],
    [{ enableNetlink: 1 }, 'enableNetlink'],
    [{ preferredInterfaces: 'eth0' }, 'preferredInterfaces'],
    [{ preferredInterfaces: ['eth0', ''] }, 'preferredInterfaces[1]'],
    [{ preferredInterfaces: [0] }, 'preferredInterfaces[0]'],
    [{ ignoreInterfaces: ['a b'] }, 'ignoreInterfaces[0]'],
    [{ ignoreInterfaces: ['a/b'] }, 'ignoreInterfaces[0]'],
    [{ ignoreInterfaces: ['kind:'] }, 'ignoreInterfaces[0]'],
    [{ ignoreInterfaces: ['eth0', 'kind:v*'] }, 'ignoreInterfaces[1]'],
    [{ ignoreInterfaces: ['kind:a:b'] }, 'ignoreInterfaces[0]'],
    [{ ignoreInterfaces: [`kind:${'a'.repeat(56)}`] }, 'ignoreInterfaces[0]'],
    [{ preferredInterfaces: ['kind:veth'] }, 'preferredInterfaces[0]'],
    [{ flapDamping: 1 }, 'flapDamping'],
    [{ flapDamping: [] }, 'flapDamping'],
    [{ flapDamping: { penalty: 0 } }, 'flapDamping.penalty'],
    [{ flapDamping: { suppress: NaN } }, 'flapDamping.suppress'],
    [{ flapDamping: { halfLife: '10' } }, 'flapDamping.halfLife'],
    [{ flapDamping: { reuse: 3000 } }, 'flapDamping.reuse'],
    [{ flapDamping: { suppress: 12_000 } }, 'flapDamping.maxSuppress'],
    [{ captivePortalUrl: 'https://portal.example/' }, 'captivePortalUrl'],
    [{ captivePortalUrl: 'ftp://portal.example/' }, 'captivePortalUrl'],
    [{ captivePortalUrl: 'portal.example' }, 'captivePortalUrl'],
    [{ captivePortalUrl: 'http://' }, 'captivePortalUrl'],
    [{ captivePortalUrl: 'http://me:secret@portal.example/' }, 'captivePortalUrl'],
    [{ captivePortalUrl: 'http://me@portal.example/' }, 'captivePortalUrl'],
    [{ captivePortalUrl: '' }, 'captivePortalUrl'],
    [{ captivePortalUrl: null }, 'captivePortalUrl'],
    [{ captivePortalUrl: true }, 'captivePortalUrl'],
    [{ captivePortalUrl: new URL('http://portal.example/') }, 'captivePortalUrl'],
    [{ logger: {} }, 'logger'],
    [{ logger: null }, 'logger'],
    [{ logger: { ...console, warn: 'loud' } }, 'logger'],
  ] as Array<[object, string]>) {
    it(`refuse ${JSON.stringify(options).slice(0, 50)}, naming ${option}`, () => {
      expect(thrownBy(() => readMonitorOptions(options as NetworkMonitorOptions))).to.include({
        code: 'ERR_NETWAKE_INVALID_OPTION',
        option,
      });
    });
  }

  it('refuse a misspelt figure of the damping', () => {
    expect(thrownBy(() => readMonitorOptions({ flapDamping: { halflife: '1s' } as object }))).to.include({
      code: 'ERR_NETWAKE_UNKNOWN_OPTION',
      suggestion: 'halfLife',
    });
  });

  it('refuse a misspelt key, suggesting the right one', () => {
    expect(thrownBy(() => readMonitorOptions({ preferedInterfaces: [] } as object))).to.include({
      code: 'ERR_NETWAKE_UNKNOWN_OPTION',
      suggestion: 'preferredInterfaces',
    });
  });

  for (const options of [null, [], 'options', 5]) {
    it(`refuse ${JSON.stringify(options)} in their place`, () => {
      expect(thrownBy(() => readMonitorOptions(options as object))).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION' });
    });
  }
});
