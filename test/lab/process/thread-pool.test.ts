import { expect } from 'chai';
import { build } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';
import { runInLab } from '../support/lab-module.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'lookups of names use neither source nor prober';

concerns(['netlink'], WHY).describe('lookups that nobody answers', () => {
  let lab: Lab;

  before(build);

  beforeEach(async () => {
    lab = await Lab.connected();
    // Whatever server is asked: it is silent.
    await lab.internet.run('ip route add blackhole default');
  });

  afterEach(async () => {
    delete process.env['UV_THREADPOOL_SIZE'];
    await lab[Symbol.asyncDispose]();
  });

  it("keep no file from being read, for they take no thread of libuv's pool", async () => {
    // With four of them libuv itself gives lookups no more than two.
    process.env['UV_THREADPOOL_SIZE'] = '1';
    const { stdout } = await runInLab(`
      import { readFile } from 'node:fs/promises';
      const checkHosts = ['a.example:443', 'b.example:443', 'c.example:443'];
      const monitor = new NetworkMonitor({ checkHosts, checkTimeout: '2s' });
      const order = [];
      const decided = monitor.start().then(() => order.push(monitor.state));
      await turn();
      for (let read = 0; read < 50; read++) await readFile('/proc/self/stat');
      order.push('read');
      await decided;
      await monitor.stop();
      print(order);
    `);
    expect(JSON.parse(stdout)).to.deep.equal(['read', 'down']);
  });
});
