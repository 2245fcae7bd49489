import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import type { EventStream } from '../../../lib/cli/serve/event-stream.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { EventClient, fetchPage } from '../support/event-client.ts';
import { change, ServerRig } from './rig.ts';

describe('the stream of events', () => {
  let clock: ManualClock;
  let rig: ServerRig;
  let clients: EventClient[];

  beforeEach(async () => {
    clock = new ManualClock();
    rig = await ServerRig.listening(clock);
    clients = [];
  });

  afterEach(async () => {
    for (const client of clients) client.close();
    await rig[Symbol.asyncDispose]();
  });

  async function open(lastId?: string): Promise<EventClient> {
    const client = await EventClient.open(`${rig.url}events`, lastId);
    clients.push(client);
    return client;
  }

  it('begins with how it is, and goes on with every change', async () => {
    const client = await open();
    expect(client.response.headers).to.include({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    expect((await client.next()).data).to.deep.equal(change('present'));
    rig.stream.push(change('eth0'));
    rig.stream.push(change('eth1'));
    expect((await client.next()).data).to.deep.equal(change('eth0'));
    expect((await client.next()).data).to.deep.equal(change('eth1'));
  });

  it('tells everybody', async () => {
    const both = [await open(), await open()];
    for (const client of both) await client.next();
    rig.stream.push(change('eth0'));
    for (const client of both) expect((await client.next()).data).to.deep.equal(change('eth0'));
  });

  it('goes on where a client left off', async () => {
    const first = await open();
    await first.next();
    rig.stream.push(change('eth0'));
    const { id } = await first.next();
    first.close();
    rig.stream.push(change('eth1'));
    rig.stream.push(change('eth2'));
    const again = await open(id);
    expect((await again.next()).data).to.deep.equal(change('eth1'));
    const last = await again.next();
    expect(last.data).to.deep.equal(change('eth2'));
    // Who has missed nothing waits for what comes.
    const upToDate = await open(last.id);
    rig.stream.push(change('eth3'));
    expect((await upToDate.next()).data).to.deep.equal(change('eth3'));
  });

  it('begins anew for who left off too long ago, or with another process', async () => {
    const first = await open();
    await first.next();
    rig.stream.push(change('eth0'));
    const { id } = await first.next();
    for (let count = 0; count < 64; count++) rig.stream.push(change('later'));
    for (const unknown of [id, 'mwwhf7ou-1', '']) {
      expect((await (await open(unknown)).next()).data).to.deep.equal(change('present'));
    }
  });

  it('sends a comment when nothing has come for long', async () => {
    const client = await open();
    await client.next();
    clock.advance(15_000);
    expect(await client.line()).to.equal(':');
    clock.advance(15_000);
    expect([await client.line(), await client.line()]).to.deep.equal(['', ':']);
  });

  it('sets no timer while nobody is there', async () => {
    expect(clock.pending).to.be.empty;
    const client = await open();
    expect(clock.pending).to.have.length(1);
    client.close();
    while (rig.stream.clients > 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(15_000);
    expect(clock.pending).to.be.empty;
  });

  it('drops a client that does not read, and keeps the others', async () => {
    const reading = await open();
    await reading.next();
    const deaf = connect(Number(new URL(rig.url).port), '127.0.0.1');
    const closed = once(
      deaf.on('error', () => {}),
      'close',
    );
    deaf.pause();
    deaf.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while (rig.stream.clients < 2) await new Promise((resolve) => setImmediate(resolve));
    // More than the kernel holds for a connection, in the end.
    let pushed = 0;
    for (; rig.stream.clients === 2 && pushed < 10_000; pushed++) {
      rig.stream.push(change('x'.repeat(8 * 1024)));
      await reading.next();
    }
    expect(rig.stream.clients).to.equal(1);
    rig.stream.push(change('after'));
    expect((await reading.next()).data).to.deep.equal(change('after'));
    deaf.resume();
    await closed;
  });

  it('drops a client that has not taken all for two heartbeats, and none that has caught up', () => {
    const [stalled, slow] = [new FakeResponse(), new FakeResponse()];
    for (const response of [stalled, slow]) response.take(rig.stream);
    stalled.writableLength = slow.writableLength = 1_000;
    clock.advance(15_000);
    expect(rig.stream.clients).to.equal(2);
    slow.writableLength = 0;
    clock.advance(15_000);
    expect([stalled.destroyed, slow.destroyed]).to.deep.equal([true, false]);
    slow.writableLength = 1_000;
    clock.advance(15_000);
    expect(rig.stream.clients).to.equal(1);
    slow.destroy();
  });

  it('takes no more clients than it can bear', async () => {
    const all = await Promise.all(Array.from({ length: 256 }, () => open()));
    expect(rig.stream.clients).to.equal(256);
    const { status, headers } = await fetchPage(`${rig.url}events`);
    expect(status).to.equal(503);
    expect(headers['retry-after']).to.equal('10');
    all[0]!.close();
    while (rig.stream.clients === 256) await new Promise((resolve) => setImmediate(resolve));
    expect((await (await open()).next()).data).to.deep.equal(change('present'));
  });

  it('ends for everybody, and for good', async () => {
    const client = await open();
    await client.next();
    rig.stream.end();
    while ((await client.line()) !== undefined);
    expect((await fetchPage(`${rig.url}events`)).status).to.equal(503);
  });

  it('has only headers for HEAD', async () => {
    const { status, headers, body } = await fetchPage(`${rig.url}events`, { method: 'HEAD' });
    expect({ status, body }).to.deep.equal({ status: 200, body: '' });
    expect(headers['content-type']).to.equal('text/event-stream');
    expect(rig.stream.clients).to.equal(0);
  });
});

/** A response of which a test says how much of it waits. */
class FakeResponse extends EventEmitter {
  writableLength = 0;
  destroyed = false;

  take(stream: EventStream): void {
    stream.accept({ method: 'GET', headers: {} } as IncomingMessage, this as unknown as ServerResponse);
  }

  writeHead(): void {}
  write(): void {}
  end(): void {}

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}
