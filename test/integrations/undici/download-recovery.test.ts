import { expect } from 'chai';
import { deferred, settled } from '../../support/failure.ts';
import { DELAY_MS, DownloadRig } from './download-rig.ts';
import { contentOf, serve } from './file-acts.ts';
import { type Act, reset, silence } from './http-script.ts';

const content = contentOf(300_000);
const file = { content, headers: { ETag: '"v1"' } };
const held = serve(file, { holdAfter: 100_000 });

/** An outage that interrupts nobody: it is over before it is known of the server that it is cut off. */
async function blink(rig: DownloadRig): Promise<void> {
  rig.network.set('down');
  await settled();
  rig.network.set('up');
  await settled();
}

async function heldRig(
  ...then: readonly Act[]
): Promise<{ rig: DownloadRig; done: ReturnType<DownloadRig['download']> }> {
  const rig = await DownloadRig.of(held, ...then);
  const done = rig.download({ maxAttempts: 1, abortOnNetworkDown: false });
  await rig.stands(100_000);
  return { rig, done };
}

/** A download of which 100,000 bytes have come, as many come when they are told to, and the rest does at the end. */
async function flowingRig(...then: readonly Act[]): Promise<{
  rig: DownloadRig;
  done: ReturnType<DownloadRig['download']>;
  more: () => Promise<void>;
  end: () => void;
}> {
  let answer!: Parameters<Act>[0];
  const flowing: Act = (response, request) => {
    answer = response;
    held(response, request);
  };
  const rig = await DownloadRig.of(flowing, ...then);
  const done = rig.download({ maxAttempts: 1, abortOnNetworkDown: false });
  await rig.stands(100_000);
  const more = (): Promise<void> => {
    answer.write(content.subarray(100_000, 200_000));
    return rig.stands(200_000);
  };
  return { rig, done, more, end: () => void answer.end(content.subarray(200_000)) };
}

/** An outage in which more comes 16 ms after it began, by a way that it left alone, or earlier. It lasts 100 ms longer. */
async function flowThrough(rig: DownloadRig, more: () => Promise<void>, afterMs = 16): Promise<void> {
  rig.network.set('down');
  rig.clock.advance(afterMs);
  await more();
  rig.clock.advance(100);
  rig.network.set('up');
  await settled();
}

describe('a download that stood still in an outage, over a connection that outlives it', () => {
  it('asks for the rest anew when nothing comes within 10 ms of the recovery, and uses up no attempt', async () => {
    const { rig, done } = await heldRig(serve(file));
    await using _rig = rig;
    await blink(rig);
    rig.clock.advance(9);
    await settled();
    expect(rig.server.heard).to.have.length(1);
    rig.clock.advance(1);
    expect((await done).requests).to.equal(2);
    expect([rig.asked[1]![0], rig.read()!.equals(content)]).to.deep.equal(['bytes=100000-', true]);
    expect([rig.log.begun, rig.log.misplaced]).to.deep.equal([1, []]);
  });

  it('does so too when it was the disk that was waited for just then', async () => {
    await using rig = await DownloadRig.of(serve(file, { holdAfter: 1_000 }), serve(file));
    const disk = deferred<void>();
    rig.log.disk = disk.promise;
    const done = rig.download({ maxAttempts: 1, abortOnNetworkDown: false });
    while (rig.log.written.length === 0) await settled();
    await blink(rig);
    rig.clock.advance(10);
    expect(rig.server.heard).to.have.length(1);
    disk.resolve();
    await rig.stands(1_000);
    rig.clock.advance(10);
    expect((await done).bytes).to.equal(content.length);
  });

  it('does so twice when that is not answered either', async () => {
    const { rig, done } = await heldRig(silence, serve(file));
    await using _rig = rig;
    await blink(rig);
    rig.clock.advance(10);
    await rig.server.requests(2);
    rig.clock.advance(10);
    await rig.server.requests(3);
    expect((await done).bytes).to.equal(content.length);
  });

  it('goes on where it was when more comes within that', async () => {
    const { rig, done, more, end } = await flowingRig();
    await using _rig = rig;
    await blink(rig);
    await more();
    rig.clock.advance(10);
    await settled();
    end();
    expect([(await done).requests, rig.server.heard.length]).to.deep.equal([1, 1]);
    expect(rig.clock.pending).to.deep.equal([]);
  });

  it('goes on where it was when more came while the outage lasted', async () => {
    const { rig, done, more, end } = await flowingRig();
    await using _rig = rig;
    await flowThrough(rig, more);
    rig.clock.advance(10);
    expect(rig.clock.pending.map(({ delayMs }) => delayMs)).to.deep.equal([90, 1_000]);
    end();
    expect([(await done).requests, rig.server.heard.length]).to.deep.equal([1, 1]);
  });

  it('asks anew when what came as the outage began had been on its way before', async () => {
    const { rig, done, more } = await flowingRig(serve(file));
    await using _rig = rig;
    await flowThrough(rig, more, 15);
    rig.clock.advance(10);
    expect((await done).requests).to.equal(2);
  });

  it('asks anew all the same when nothing more has come for 200 ms', async () => {
    const { rig, done, more } = await flowingRig(serve(file));
    await using _rig = rig;
    await flowThrough(rig, more);
    rig.clock.advance(99);
    await settled();
    expect(rig.server.heard).to.have.length(1);
    rig.clock.advance(1);
    expect((await done).requests).to.equal(2);
  });

  it('does so whatever fraction of a millisecond that came at', async () => {
    const { rig, done, more } = await flowingRig(serve(file));
    await using _rig = rig;
    // 200 ms after what comes then, by rounding, are a hair less than 200 ms.
    rig.clock.advance(1000.1);
    await flowThrough(rig, more);
    rig.clock.advance(100);
    expect((await done).requests).to.equal(2);
  });

  it('stays with what it has when that can not be continued', async () => {
    let more = (): void => {};
    const untagged: Act = (response, request) => {
      serve({ content }, { holdAfter: 100_000 })(response, request);
      more = () => void response.end(content.subarray(100_000));
    };
    await using rig = await DownloadRig.of(untagged);
    const done = rig.download({ maxAttempts: 1, abortOnNetworkDown: false });
    await rig.reaches(100_000);
    await settled();
    await blink(rig);
    rig.clock.advance(10);
    await settled();
    more();
    expect([(await done).requests, rig.server.heard.length]).to.deep.equal([1, 1]);
  });

  it('does so again after each outage, though it brought nothing', async () => {
    const empty: Act = (response) => {
      response.writeHead(206, { ...file.headers, 'Content-Range': 'bytes 100000-299999/300000' });
      response.flushHeaders();
    };
    const { rig, done } = await heldRig(empty, serve(file));
    await using _rig = rig;
    await blink(rig);
    rig.clock.advance(10);
    await rig.server.requests(2);
    for (let turn = 0; turn < 20; turn++) await settled();
    await blink(rig);
    rig.clock.advance(10);
    expect((await done).bytes).to.equal(content.length);
  });

  it('does so four times at once, and no more than that in initialDelay', async () => {
    const piece = serve(file, { holdAfter: 1_000 });
    const { rig, done } = await heldRig(piece, piece, piece, piece, serve(file));
    await using _rig = rig;
    for (let requests = 1; requests <= 5; requests++) {
      await rig.stands(99_000 + requests * 1_000);
      await blink(rig);
      rig.clock.advance(10);
    }
    await rig.skipDelay(DELAY_MS - 4 * 10);
    expect((await done).requests).to.equal(6);
  });

  it('uses up no attempt when the new request fails', async () => {
    const { rig, done } = await heldRig(reset, reset, serve(file));
    await using _rig = rig;
    await blink(rig);
    rig.clock.advance(10);
    expect((await done).requests).to.equal(3);
  });
});

describe('a download whose request has failed', () => {
  it('asks for nothing anew after an outage in its backoff that is not waited out', async () => {
    await using rig = await DownloadRig.of(reset, serve(file));
    const done = rig.download({ waitForNetwork: false });
    await rig.timer(DELAY_MS);
    await blink(rig);
    expect(rig.clock.pending.map(({ delayMs }) => delayMs)).to.deep.equal([DELAY_MS]);
    rig.clock.advance(DELAY_MS);
    expect((await done).requests).to.equal(2);
  });
});

describe('a download whose request stood without an answer in an outage', () => {
  it('sends it a second time 10 ms after the recovery, and the first answer counts', async () => {
    let first = (): void => {};
    const thinking: Act = (response, request) => {
      first = () => serve(file)(response, request);
    };
    await using rig = await DownloadRig.of(thinking, silence);
    const done = rig.download({ maxAttempts: 1, abortOnNetworkDown: false });
    await rig.server.requests(1);
    await blink(rig);
    rig.clock.advance(10);
    await rig.server.requests(2);
    first();
    expect((await done).requests).to.equal(1);
  });
});
