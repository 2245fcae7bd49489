import { expect } from 'chai';
import { build, type ChildEnd } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';
import { runInLab } from '../support/lab-module.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about handles of the addon';

const COUNT = 200;

/**
 * Makes {@link COUNT} monitors, does `life` with each, lets go of them, and collects what can be collected. A module can
 * then use `alive()`, `heard` and `before`.
 */
function dropped(life: string, then: string): Promise<ChildEnd> {
  return runInLab(`
    const references = [];
    let heard = 0;
    const alive = () => references.filter((reference) => reference.deref() !== undefined).length;
    async function live() {
      const monitor = new NetworkMonitor({ checkHosts: [] });
      monitor.on('link', () => heard++);
      references.push(new WeakRef(monitor));
      ${life}
    }
    // Loads and opens what the first monitor needs.
    { const first = new NetworkMonitor({ checkHosts: [] }); await first.start(); await first.stop(); }
    await turn();
    const before = sockets().length;
    for (let count = 0; count < ${COUNT}; count++) await live();
    // Finalizers of native objects run in a later turn.
    for (let round = 0; round < 10; round++) { gc(); await turn(); }
    ${then}
  `);
}

concerns(['netlink'], WHY).describe(`${COUNT} monitors that nobody holds any longer`, () => {
  let lab: Lab;

  before(build);

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  const collected = { code: 0, signal: null, stdout: '{"alive":0,"opened":0}\n', stderr: '' };
  const report = 'print({ alive: alive(), opened: sockets().length - before });';

  it('are collected when they never started', async () => {
    expect(await dropped('', report)).to.deep.equal(collected);
  });

  it('are collected, and have closed everything, when they were stopped', async () => {
    expect(await dropped('await monitor.start(); await monitor.stop();', report)).to.deep.equal(collected);
  });

  it('are collected, and have closed everything, when their start was aborted', async () => {
    const life = `
      const controller = new AbortController();
      const started = monitor.start({ signal: controller.signal }).catch(() => {});
      controller.abort();
      await started;
    `;
    expect(await dropped(life, report)).to.deep.equal(collected);
  });

  // As a server or a timer does: a monitor is dropped by most of its users, who keep its listeners alone. Were it collected,
  // they would go silent at a moment that nobody can foresee. stop() is what ends it.
  it('go on and are heard when they are started, and let the process end by themselves once unref’d', async () => {
    const end = await dropped(
      'await monitor.start(); monitor.unref();',
      `${report}
       await Promise.all([down(), new Promise((resolve) => { const look = () => heard >= ${COUNT} ? resolve() : setImmediate(look); look(); })]);
       print(heard >= ${COUNT});`,
    );
    expect(end).to.include({ code: 0, signal: null, stderr: '' });
    // Two each: one for events, one for questions.
    expect(end.stdout).to.equal(`{"alive":${COUNT},"opened":${2 * COUNT}}\ntrue\n`);
  });

  it('keep the process when they are ref’d, until process.exit() ends it in order', async () => {
    const end = await dropped(
      'await monitor.start();',
      `${report} setTimeout(() => { console.log('still there'); process.exit(3); }, 300).unref();`,
    );
    expect(end).to.deep.equal({
      code: 3,
      signal: null,
      stdout: `{"alive":${COUNT},"opened":${2 * COUNT}}\nstill there\n`,
      stderr: '',
    });
  });
});
