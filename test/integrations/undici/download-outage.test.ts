import { getEventListeners, once } from 'node:events';
import { expect } from 'chai';
import { reasonOf } from '../../support/codes.ts';
import { settled } from '../../support/failure.ts';
import { DownloadRig } from './download-rig.ts';
import { contentOf, serve } from './file-acts.ts';
import { type Act, reset, silence } from './http-script.ts';

const content = contentOf(300_000);
const file = { content, headers: { ETag: '"v1"' } };
const held = serve(file, { holdAfter: 100_000 });
const GONE = new Error('not needed any more');

describe('an outage', () => {
  it('before it holds a download back, and nothing is sent', async () => {
    await using rig = await DownloadRig.of(serve(file));
    rig.network.set('down');
    const done = rig.download();
    await settled();
    expect(rig.server.sockets.size).to.equal(0);
    rig.network.set('up');
    await done;
    expect(rig.read()!.equals(content)).to.equal(true);
  });

  it('that comes soon after another one sends nothing: no second request is made into it', async () => {
    await using rig = await DownloadRig.of(held, silence, serve(file));
    const done = rig.download({ maxAttempts: 1 });
    await rig.reaches(100_000);
    rig.network.set('down');
    await settled();
    rig.network.set('up');
    await rig.server.requests(2);
    rig.network.set('down');
    rig.clock.advance(15);
    await settled();
    await settled();
    expect(rig.server.heard).to.have.length(2);
    rig.network.set('up');
    await done;
  });

  it('that is none but for its way has it ask twice, for an idle connection may be bound to the address that is gone', async () => {
    await using rig = await DownloadRig.of(held, silence, serve(file));
    const done = rig.download({ maxAttempts: 1 });
    await rig.reaches(100_000);
    rig.network.losePath();
    await rig.server.requests(2);
    rig.clock.advance(15);
    await rig.server.requests(3);
    await done;
    expect(rig.read()!.equals(content)).to.equal(true);
  });

  it('of the internet holds none back from a server on this machine', async () => {
    await using rig = await DownloadRig.of(serve(file));
    rig.network.set('down');
    await rig.download({ target: 'origin' });
    expect(rig.read()!.equals(content)).to.equal(true);
  });

  it('in its midst interrupts it, and it goes on where it was, with no attempt used up', async () => {
    await using rig = await DownloadRig.of(held, held, serve(file));
    const done = rig.download({ maxAttempts: 1 });
    for (const bytes of [100_000, 200_000]) {
      await rig.reaches(bytes);
      rig.network.set('down');
      await settled();
      rig.network.set('up');
    }
    const { requests } = await done;
    expect([requests, rig.read()!.equals(content)]).to.deep.equal([3, true]);
    expect([rig.log.begun, rig.log.misplaced]).to.deep.equal([1, []]);
  });

  it('leaves its connection alone until the network is back: nothing is sent into it', async () => {
    await using rig = await DownloadRig.of(held, serve(file));
    const done = rig.download();
    await rig.reaches(100_000);
    const [socket] = rig.server.sockets;
    rig.network.set('down');
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(socket!.readableEnded || socket!.destroyed).to.equal(false);
    const closed = once(socket!, 'close');
    rig.network.set('up');
    await closed;
    await done;
  });

  it('is the end of what a connection brings: nothing of it is written any more', async () => {
    let more = (): void => {};
    const late: Act = (response, request) => {
      held(response, request);
      more = () => void response.write(content.subarray(100_000, 200_000));
    };
    await using rig = await DownloadRig.of(late, serve(file));
    const done = rig.download();
    await rig.reaches(100_000);
    rig.network.set('down');
    await settled();
    more();
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(rig.read('.part')!.length).to.equal(100_000);
    rig.network.set('up');
    await done;
    expect([rig.asked[1]![0], rig.read()!.equals(content), rig.log.misplaced]).to.deep.equal([
      'bytes=100000-',
      true,
      [],
    ]);
  });

  it('that the monitor finds only after a failure uses up no attempt', async () => {
    await using rig = await DownloadRig.of(reset, serve(file));
    rig.network.holdVerifications();
    const done = rig.download({ maxAttempts: 1 });
    while (rig.network.verifications === 0) await settled();
    rig.network.set('down');
    rig.network.answerVerification();
    await settled();
    rig.network.set('up');
    expect((await done).requests).to.equal(2);
  });

  it('that the kernel has told of, and nobody has read yet, is waited out after a cut', async () => {
    await using rig = await DownloadRig.of(serve(file, { cutAfter: 100_000 }), serve(file));
    Object.assign(rig.network, { reportFailure: () => (rig.network.pending = 'down') });
    const done = rig.download({ maxAttempts: 1 });
    await once(rig.network, 'state');
    await settled();
    expect(rig.server.heard).to.have.length(1);
    rig.network.set('up');
    await done;
  });
});

describe('a download for which nothing comes', () => {
  it('makes the monitor look after a second, after two and so on, and fails after stallTimeout', async () => {
    await using rig = await DownloadRig.of(held, serve(file));
    const reports: Array<[number, string]> = [];
    const reportFailure = ({ code }: { code: string }): unknown => reports.push([rig.clock.now(), code]);
    Object.assign(rig.network, { reportFailure });
    const done = rig.download({ stallTimeout: '5s', maxAttempts: 1 });
    await rig.reaches(100_000);
    await settled();
    for (const second of [1, 2, 3, 4]) {
      rig.clock.advance(1_000);
      expect([second, rig.server.heard.length]).to.deep.equal([second, 1]);
    }
    rig.clock.advance(1_000);
    expect((await done).requests).to.equal(2);
    expect(reports).to.deep.equal([1_000, 2_000, 4_000, 5_000].map((ms) => [ms, 'ERR_NETWAKE_STALLED']));
    expect(rig.asked[1]![0]).to.equal('bytes=100000-');
  });

  it('not even an answer, uses up an attempt, and its connection is closed', async () => {
    await using rig = await DownloadRig.of(silence);
    const failure = reasonOf(rig.download({ stallTimeout: '5s', maxAttempts: 1 }));
    await rig.server.requests(1);
    const closed = once([...rig.server.sockets][0]!, 'close');
    rig.clock.advance(5_000);
    expect((await failure).cause).to.include({ code: 'ERR_NETWAKE_STALLED' });
    await closed;
  });
});

describe('an abort of a download', () => {
  /** Aborts, and sees that nothing is left but what the next call goes on with. */
  async function abort(rig: DownloadRig, begin: () => Promise<void>, bytes: number): Promise<void> {
    const controller = new AbortController();
    const failure = reasonOf(rig.download({ signal: controller.signal }));
    await begin();
    controller.abort(GONE);
    expect(await failure).to.equal(GONE);
    expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
    expect(rig.clock.pending).to.deep.equal([]);
    expect(rig.read('.part')?.length ?? 0).to.equal(bytes);
    expect(rig.read('.part.json') === null).to.equal(bytes === 0);
    expect(rig.log.open).to.equal(0);
  }

  it('before it begins rejects at once', async () => {
    await using rig = await DownloadRig.of(serve(file));
    expect(await reasonOf(rig.download({ signal: AbortSignal.abort(GONE) }))).to.equal(GONE);
    expect(rig.server.sockets.size).to.equal(0);
  });

  it('while it is parked', async () => {
    await using rig = await DownloadRig.of(serve(file));
    rig.network.set('down');
    await abort(rig, settled, 0);
    rig.network.set('up');
    await settled();
    expect(rig.server.sockets.size).to.equal(0);
  });

  it('before an answer', async () => {
    await using rig = await DownloadRig.of(silence);
    await abort(rig, () => rig.server.requests(1), 0);
  });

  it('in the midst', async () => {
    await using rig = await DownloadRig.of(held);
    await abort(rig, () => rig.reaches(100_000), 100_000);
  });

  it('in an outage', async () => {
    await using rig = await DownloadRig.of(held);
    let closed: Promise<unknown> = Promise.resolve();
    const interrupt = async (): Promise<void> => {
      await rig.reaches(100_000);
      closed = once([...rig.server.sockets][0]!, 'close');
      rig.network.set('down');
      await settled();
    };
    await abort(rig, interrupt, 100_000);
    await closed;
  });

  it('in the backoff', async () => {
    await using rig = await DownloadRig.of(reset);
    await abort(rig, () => rig.timer(7_000), 0);
  });

  it('between two cuts', async () => {
    const cut = serve(file, { cutAfter: 1_000 });
    await using rig = await DownloadRig.of(cut);
    await abort(rig, () => rig.timer(7_000), 5_000);
  });
});
