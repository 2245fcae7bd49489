import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { reasonOf } from '../../support/codes.ts';
import { DownloadRig } from './download-rig.ts';
import { contentOf, serve } from './file-acts.ts';
import type { Act } from './http-script.ts';
import { reset } from './http-script.ts';

const content = contentOf(300_000);
const other = contentOf(250_000, 'other');
const file = { content, headers: { ETag: '"v1"' } };
const changed = { content: other, headers: { ETag: '"v2"' } };
const retagged = { content: contentOf(300_000, 'other'), headers: { ETag: '"v2"' } };
const cut = serve(file, { cutAfter: 100_000 });

describe('a download that was cut off', () => {
  describe('begins anew', () => {
    const answers: Array<[string, Act, Buffer]> = [
      ['when the file has changed', serve(changed), other],
      ['when it has, and the server does not know If-Range', serve(changed, { ignoresIfRange: true }), other],
      ['when only its tag tells so', serve(retagged, { ignoresIfRange: true }), retagged.content],
      [
        'when it has become shorter than what is there',
        serve({ ...changed, content: other.subarray(0, 5) }, { ignoresIfRange: true }),
        other.subarray(0, 5),
      ],
      ['when it has another length under the same tag', serve({ ...file, content: other }), other],
      ['when the server sends another range', serve(file, { contentRange: 'bytes 99999-299998/300000' }), content],
      ['when its range makes no sense', serve(file, { contentRange: 'bytes 100000-9/300000' }), content],
      ['when it does not say which range it sends', serve(file, { contentRange: '' }), content],
    ];
    for (const [when, act, expected] of answers) {
      it(when, async () => {
        await using rig = await DownloadRig.of(cut, act);
        await rig.download({ maxAttempts: 1 });
        expect(rig.read()!.equals(expected)).to.equal(true);
        expect([rig.log.begun, rig.log.misplaced]).to.deep.equal([2, []]);
      });
    }

    const once: Array<[string, Record<string, string>]> = [
      ['a weak tag', { ETag: 'W/"v1"' }],
      ['a weak tag, whatever its date', { ETag: 'W/"v1"', 'Last-Modified': 'Tue, 01 Jan 2019 00:00:00 GMT' }],
      ['a tag that is none', { ETag: 'v1' }],
      ['neither tag nor date', {}],
      [
        'a date of the second in which it was sent',
        { Date: 'Tue, 01 Jan 2019 00:00:00 GMT', 'Last-Modified': 'Tue, 01 Jan 2019 00:00:00 GMT' },
      ],
    ];
    for (const [what, headers] of once) {
      it(`and uses up an attempt when there is ${what}`, async () => {
        await using rig = await DownloadRig.of(
          serve({ content, headers }, { cutAfter: 100_000 }),
          serve({ content, headers }),
        );
        const done = rig.download();
        await rig.skipDelay();
        await done;
        expect(rig.asked[1]).to.deep.equal([undefined, undefined]);
        expect([rig.read()!.equals(content), rig.log.begun, rig.log.misplaced]).to.deep.equal([true, 2, []]);
      });
    }

    it('never to ask a server for a range again that got one wrong', async () => {
      const wrong = serve(file, { contentRange: 'bytes 0-9/300000' });
      await using rig = await DownloadRig.of(
        cut,
        wrong,
        serve(file, { cutAfter: 200_000, ignoresRange: true }),
        serve(file),
      );
      await rig.download({ maxAttempts: 1, initialDelay: 0 });
      expect(rig.asked.map(([range]) => range)).to.deep.equal([undefined, 'bytes=100000-', undefined, undefined]);
      expect(rig.read()!.equals(content)).to.equal(true);
    });

    it('and goes on from there when it is cut off once more', async () => {
      await using rig = await DownloadRig.of(cut, serve(changed, { cutAfter: 150_000 }), serve(changed));
      await rig.download({ maxAttempts: 1, initialDelay: 0 });
      expect(rig.asked[2]).to.deep.equal(['bytes=150000-', '"v2"']);
      expect([rig.read()!.equals(other), rig.log.misplaced]).to.deep.equal([true, []]);
    });
  });

  describe('and has changed, after many bytes', () => {
    const anew = (cutAfter: number): Act => serve(changed, { cutAfter });

    it('gets further with each of the first bytes that come of the new file', async () => {
      await using rig = await DownloadRig.of(cut, anew(20_000), anew(20_000), serve(changed));
      await rig.download({ maxAttempts: 1 });
      expect(rig.asked.map(([range]) => range)).to.deep.equal([
        ...[undefined, 'bytes=100000-', 'bytes=20000-', 'bytes=40000-'],
      ]);
      expect([rig.read()!.equals(other), rig.log.begun, rig.log.misplaced]).to.deep.equal([true, 2, []]);
    });

    it('does so too when its length alone tells of it', async () => {
      const shorter = { ...file, content: other };
      const anewOf = serve(shorter, { cutAfter: 20_000 });
      await using rig = await DownloadRig.of(cut, serve(shorter), anewOf, serve(shorter));
      await rig.download({ maxAttempts: 1 });
      expect([rig.read()!.equals(other), rig.server.heard.length]).to.deep.equal([true, 4]);
    });

    it('takes the rest of the new file in pieces', async () => {
      await using rig = await DownloadRig.of(cut, anew(20_000), serve(changed, { most: 50_000 }));
      await rig.download({ maxAttempts: 1, initialDelay: 0 });
      expect([rig.read()!.equals(other), rig.log.misplaced]).to.deep.equal([true, []]);
    });

    it('fails when it is another file each time', async () => {
      let version = 0;
      const another: Act = (...request) =>
        serve({ content: other, headers: { ETag: `"v${++version}"` } }, { cutAfter: 1_000 })(...request);
      await using rig = await DownloadRig.of(another);
      const error = await reasonOf(rig.download({ maxAttempts: 1, initialDelay: 0 }));
      expect(error).to.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED' });
      // The first of all, eight that are others, and one more.
      expect(rig.server.heard).to.have.length(10);
    });
  });

  it('writes nothing twice when the server sends the whole, and it is the same', async () => {
    await using rig = await DownloadRig.of(cut, serve(file, { ignoresRange: true }));
    await rig.download({ maxAttempts: 1 });
    expect([rig.read()!.equals(content), rig.log.begun, rig.log.misplaced]).to.deep.equal([true, 1, []]);
  });

  it('keeps what it had when the whole is cut off before that point, and that is no progress', async () => {
    const less = serve(file, { ignoresRange: true, cutAfter: 60_000 });
    await using rig = await DownloadRig.of(cut, less, serve(file));
    const done = rig.download();
    await rig.skipDelay();
    expect((await done).requests).to.equal(3);
    expect([rig.asked[2]![0], rig.log.begun]).to.deep.equal(['bytes=100000-', 1]);
  });

  it('begins anew when the whole comes to its end before that point', async () => {
    const shorter = serve({ ...file, content: content.subarray(0, 60_000) }, { ignoresRange: true, chunked: true });
    await using rig = await DownloadRig.of(serve(file, { chunked: true, cutAfter: 100_000 }), shorter, serve(file));
    const done = rig.download();
    await rig.skipDelay();
    await done;
    expect([rig.asked[2]![0], rig.read()!.equals(content)]).to.deep.equal([undefined, true]);
  });

  it('takes what is packed in spite of all as it is unpacked, and does not continue it', async () => {
    const packed = gzipSync(content);
    const headers = { ETag: '"v1"', 'Content-Encoding': 'gzip', 'Content-Length': String(packed.length) };
    const half: Act = (response, request) => {
      response.writeHead(200, headers).write(packed.subarray(0, packed.length / 2), () => request.socket.end());
    };
    await using rig = await DownloadRig.of(half, (response) => void response.writeHead(200, headers).end(packed));
    const done = rig.download();
    await rig.skipDelay();
    await done;
    expect(rig.asked[1]).to.deep.equal([undefined, undefined]);
    expect([rig.read()!.equals(content), rig.log.misplaced]).to.deep.equal([true, []]);
  });
});

describe('a download that another process left', () => {
  async function left(rig: DownloadRig): Promise<void> {
    await reasonOf(rig.download({ maxAttempts: 1 }));
    expect(rig.read('.part')!.length).to.be.greaterThan(0);
    expect(JSON.parse(String(rig.read('.part.json')))).to.deep.equal({
      version: 1,
      url: rig.url,
      etag: '"v1"',
      total: content.length,
    });
  }

  it('is continued', async () => {
    await using rig = await DownloadRig.of(cut, reset, reset, serve(file));
    await left(rig);
    const { resumedFrom, requests } = await rig.download();
    expect([resumedFrom, requests]).to.deep.equal([100_000, 1]);
    expect(rig.asked.at(-1)).to.deep.equal(['bytes=100000-', '"v1"']);
    expect([rig.read()!.equals(content), rig.log.begun]).to.deep.equal([true, 1]);
    expect(rig.read('.part.json')).to.equal(null);
  });

  it('begins anew when the file has changed since', async () => {
    await using rig = await DownloadRig.of(cut, reset, reset, serve(changed));
    await left(rig);
    await rig.download();
    expect([rig.read()!.equals(other), rig.log.begun]).to.deep.equal([true, 2]);
  });

  it('is only asked for its last byte when it is all there', async () => {
    await using rig = await DownloadRig.of(cut, reset, reset, serve(file));
    await left(rig);
    writeFileSync(`${rig.file}.part`, content);
    await rig.download();
    expect(rig.asked.at(-1)).to.deep.equal(['bytes=299999-', '"v1"']);
    expect(rig.read()!.equals(content)).to.equal(true);
  });

  const spoilt: Array<[string, (rig: DownloadRig) => void]> = [
    ['longer than it can be', (rig) => writeFileSync(`${rig.file}.part`, Buffer.alloc(content.length + 1))],
    ['of another address', (rig) => respell(rig, rig.url, `${rig.url}?other`)],
    ['written by another version', (rig) => respell(rig, '"version":1', '"version":2')],
    ['not described any more', (rig) => writeFileSync(`${rig.file}.part.json`, '{"version":1,')],
  ];
  for (const [what, spoil] of spoilt) {
    it(`begins anew when it is ${what}`, async () => {
      await using rig = await DownloadRig.of(cut, reset, reset, serve(file));
      await left(rig);
      spoil(rig);
      expect((await rig.download()).resumedFrom).to.equal(0);
      expect([rig.asked.at(-1)![0], rig.read()!.equals(content)]).to.deep.equal([undefined, true]);
    });
  }
});

function respell(rig: DownloadRig, before: string, after: string): void {
  writeFileSync(`${rig.file}.part.json`, String(rig.read('.part.json')).replace(before, after));
}
