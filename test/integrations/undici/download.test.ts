import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { DownloadProgress } from '../../../lib/integrations/undici/index.ts';
import { reasonOf } from '../../support/codes.ts';
import { DownloadRig } from './download-rig.ts';
import { contentOf, serve, sha256 } from './file-acts.ts';
import { fetches } from './fetches.ts';
import { type Act, answer, reset } from './http-script.ts';

const content = contentOf(300_000);
const TAG = { ETag: '"v1"' };
const file = { content, headers: TAG };
const cutAt = (cutAfter: number): ReturnType<typeof serve> => serve(file, { cutAfter });

describe('a download', () => {
  it('is under its name when it is complete, and nothing is beside it', async () => {
    await using rig = await DownloadRig.of(serve(file));
    const { path, bytes, resumedFrom, requests } = await rig.download();
    expect({ path, bytes, resumedFrom, requests }).to.deep.equal({
      path: rig.file,
      bytes: content.length,
      resumedFrom: 0,
      requests: 1,
    });
    expect(rig.read()!.equals(content)).to.equal(true);
    expect([rig.read('.part'), rig.read('.part.json')]).to.deep.equal([null, null]);
    expect(rig.clock.pending).to.deep.equal([]);
  });

  it('asks for nothing but the bytes as they are', async () => {
    await using rig = await DownloadRig.of(serve(file));
    await rig.download({ headers: { authorization: 'Bearer token' } });
    const { headers } = rig.server.heard[0]!;
    expect([headers['accept-encoding'], headers.authorization, headers.range]).to.deep.equal([
      'identity',
      'Bearer token',
      undefined,
    ]);
  });

  it('of nothing is an empty file', async () => {
    await using rig = await DownloadRig.of(serve({ content: Buffer.alloc(0), headers: TAG }));
    expect((await rig.download()).bytes).to.equal(0);
    expect(rig.read()!.length).to.equal(0);
  });

  it('tells how far it is', async () => {
    await using rig = await DownloadRig.of(serve(file));
    const told: DownloadProgress[] = [];
    await rig.download({ onProgress: (progress) => void told.push(progress) });
    expect(told.at(-1)).to.deep.equal({ bytes: content.length, total: content.length });
    expect(told.map(({ bytes }) => bytes)).to.deep.equal(
      rig.log.written.map(({ position, bytes }) => position + bytes),
    );
  });

  for (const [name, { fetch }] of Object.entries(fetches)) {
    it(`works by ${name}`, async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), serve(file));
      await rig.download({ fetch });
      expect(rig.read()!.equals(content)).to.equal(true);
    });
  }

  describe('that is cut off', () => {
    it('goes on at once where it was cut, with the tag, and no attempt is used up', async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), serve(file));
      const { requests } = await rig.download({ maxAttempts: 1 });
      expect(requests).to.equal(2);
      expect(rig.asked).to.deep.equal([
        [undefined, undefined],
        ['bytes=100000-', '"v1"'],
      ]);
      expect(rig.read()!.equals(content)).to.equal(true);
      expect([rig.log.begun, rig.log.misplaced]).to.deep.equal([1, []]);
    });

    it('goes on by its date where there is no tag', async () => {
      const dated = {
        content,
        headers: { 'Last-Modified': 'Tue, 01 Jan 2019 00:00:00 GMT', Date: 'Wed, 02 Jan 2019 00:00:00 GMT' },
      };
      await using rig = await DownloadRig.of(serve(dated, { cutAfter: 100_000 }), serve(dated));
      await rig.download();
      expect(rig.asked[1]).to.deep.equal(['bytes=100000-', 'Tue, 01 Jan 2019 00:00:00 GMT']);
      expect([rig.read()!.equals(content), rig.log.begun]).to.deep.equal([true, 1]);
    });

    it('tells the monitor what cut it', async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), serve(file));
      const reports: unknown[] = [];
      Object.assign(rig.network, { reportFailure: (error: unknown) => reports.push(error) });
      await rig.download();
      expect(reports).to.have.length(1);
    });

    it('again and again goes on at once, but no more than four times in initialDelay', async () => {
      const cuts = Array.from({ length: 9 }, () => cutAt(1_000));
      await using rig = await DownloadRig.of(...cuts, serve(file));
      const done = rig.download({ maxAttempts: 1 });
      await rig.skipDelay();
      expect(rig.server.heard).to.have.length(5);
      await rig.skipDelay();
      expect((await done).requests).to.equal(10);
      const begins = Array.from({ length: 9 }, (_, index) => `bytes=${(index + 1) * 1_000}-`);
      expect(rig.asked.map(([range]) => range)).to.deep.equal([undefined, ...begins]);
    });

    it('fails when so many attempts in a row bring nothing', async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), reset);
      const failure = reasonOf(rig.download({ maxAttempts: 2 }));
      await rig.skipDelay();
      expect(await failure).to.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED' });
      // Each after the first is sent again at once.
      expect(rig.server.heard).to.have.length(5);
      // For the next call.
      expect(rig.read('.part')!.equals(content.subarray(0, 100_000))).to.equal(true);
    });

    it('asks again for the rest where a server sends it in pieces', async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), serve(file, { most: 50_000 }));
      const { requests } = await rig.download({ maxAttempts: 1 });
      expect([requests, rig.read()!.equals(content), rig.log.misplaced]).to.deep.equal([5, true, []]);
    });

    it('before its first byte is tried again as anything is', async () => {
      await using rig = await DownloadRig.of(reset, serve(file));
      const done = rig.download();
      await rig.skipDelay();
      expect((await done).requests).to.equal(2);
    });

    it('of unknown length goes on, and is complete when there is no more', async () => {
      const chunked = { chunked: true };
      await using rig = await DownloadRig.of(
        serve(file, { ...chunked, cutAfter: content.length }),
        serve(file, chunked),
      );
      await rig.download();
      // All of it had come, but for the word that it was all.
      expect(rig.asked[1]![0]).to.equal(`bytes=${content.length}-`);
      expect([rig.read()!.equals(content), rig.log.begun]).to.deep.equal([true, 1]);
    });
  });

  describe('that a server refuses', () => {
    it('fails with the status at once, and leaves nothing', async () => {
      await using rig = await DownloadRig.of(answer(404, 'no such thing'));
      expect(await reasonOf(rig.download())).to.include({ code: 'ERR_NETWAKE_HTTP_STATUS', statusCode: 404 });
      expect([rig.read(), rig.read('.part'), rig.read('.part.json')]).to.deep.equal([null, null, null]);
    });

    it('waits as long as it asks', async () => {
      await using rig = await DownloadRig.of(answer(503, '', { 'Retry-After': '17' }), serve(file));
      const done = rig.download();
      await rig.skipDelay(17_000);
      expect((await done).requests).to.equal(2);
    });

    it('is asked once again, and not a second time when it is slow then', async () => {
      let reply = (): void => {};
      const slow: Act = (...request) => (reply = () => serve(file)(...request));
      await using rig = await DownloadRig.of(answer(503), slow);
      const done = rig.download();
      await rig.skipDelay();
      await rig.server.requests(2);
      expect(rig.clock.pending.map(({ delayMs }) => delayMs)).to.deep.equal([1_000]);
      reply();
      expect((await done).requests).to.equal(2);
    });

    it('in the middle goes on where it was', async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), answer(503), serve(file));
      const done = rig.download();
      await rig.skipDelay();
      await done;
      expect([rig.asked[2]![0], rig.log.begun]).to.deep.equal(['bytes=100000-', 1]);
    });
  });

  describe('with a digest', () => {
    const digest = { algorithm: 'sha256', hex: sha256(content) };

    it('is checked as it lies on the disk', async () => {
      await using rig = await DownloadRig.of(cutAt(100_000), serve(file));
      await rig.download({ digest });
      expect(rig.read()!.equals(content)).to.equal(true);
    });

    it('fails and goes when it is another', async () => {
      await using rig = await DownloadRig.of(serve({ content: contentOf(300_000, 'other'), headers: TAG }));
      expect(await reasonOf(rig.download({ digest }))).to.include({ code: 'ERR_NETWAKE_DIGEST', expected: digest.hex });
      expect([rig.read(), rig.read('.part'), rig.read('.part.json')]).to.deep.equal([null, null, null]);
    });
  });

  describe('is refused', () => {
    const wrong: Array<[string, object, string]> = [
      ['a misspelt option', { stallTimeOut: 1 }, 'ERR_NETWAKE_UNKNOWN_OPTION'],
      ['a limit for a whole attempt', { attemptTimeout: '1s' }, 'ERR_NETWAKE_UNKNOWN_OPTION'],
      ['a range', { headers: { Range: 'bytes=1-' } }, 'ERR_NETWAKE_INVALID_OPTION'],
      ['an unknown hash', { digest: { algorithm: 'sha257', hex: '' } }, 'ERR_NETWAKE_INVALID_OPTION'],
      ['a digest that is too short', { digest: { algorithm: 'sha256', hex: 'ab' } }, 'ERR_NETWAKE_INVALID_OPTION'],
      ['a target of its own', { target: 'https://example.org' as never }, 'ERR_NETWAKE_INVALID_OPTION'],
      ['a stallTimeout of 0', { stallTimeout: 0 }, 'ERR_NETWAKE_INVALID_OPTION'],
      ['a listener that is none', { onProgress: 1 }, 'ERR_NETWAKE_INVALID_OPTION'],
    ];
    for (const [what, options, code] of wrong) {
      it(`with ${what}`, async () => {
        await using rig = await DownloadRig.of(serve(file));
        expect((await reasonOf(rig.download(options))).code).to.equal(code);
        expect(rig.server.heard).to.have.length(0);
      });
    }

    it('while there is another to the same place', async () => {
      await using rig = await DownloadRig.of(serve(file));
      const first = rig.download();
      expect((await reasonOf(rig.download())).code).to.equal('ERR_NETWAKE_STATE');
      await first;
      expect((await rig.download()).bytes).to.equal(content.length);
    });

    for (const order of ['first', 'second']) {
      it(`while there is another to it by another name of its folder, which came ${order}`, async () => {
        await using rig = await DownloadRig.of(serve(file));
        const folder = path.dirname(rig.file);
        symlinkSync('.', path.join(folder, 'link'));
        const places = [rig.file, path.join(folder, 'link', path.basename(rig.file))];
        if (order === 'first') places.reverse();
        const outcomes = await Promise.allSettled(places.map((place) => rig.download({}, place)));
        const errors = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(errors.map(({ reason }) => (reason as { code: string }).code)).to.deep.equal(['ERR_NETWAKE_STATE']);
      });
    }

    for (const suffix of ['.part', '.part.json']) {
      it(`while another has a file of its own there: ${suffix}`, async () => {
        await using rig = await DownloadRig.of(serve(file));
        const first = rig.download();
        const failure = await reasonOf(rig.download({}, `${rig.file}${suffix}`));
        expect(failure.code).to.equal('ERR_NETWAKE_STATE');
        await first;
        expect(rig.read()!.equals(content)).to.equal(true);
      });

      it(`while another writes to where it would have a file of its own: ${suffix}`, async () => {
        await using rig = await DownloadRig.of(serve(file));
        const first = rig.download({}, `${rig.file}${suffix}`);
        expect((await reasonOf(rig.download())).code).to.equal('ERR_NETWAKE_STATE');
        await first;
      });
    }

    it('by the file system when there is no such folder', async () => {
      await using rig = await DownloadRig.of(serve(file));
      expect((await reasonOf(rig.download({}, path.join(rig.file, 'none', 'export.bin')))).code).to.equal('ENOENT');
    });
  });
});
