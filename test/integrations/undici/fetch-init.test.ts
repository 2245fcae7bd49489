import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { createFetch } from '../../../lib/integrations/undici/index.ts';
import { FetchRig } from './fetch-rig.ts';
import { type FetchKind, fetches } from './fetches.ts';
import { type Act, answer, type Heard } from './http-script.ts';

const OK = answer(200);
const BUSY = answer(503);

type Body = NonNullable<RequestInit['body']>;
type Heads = NonNullable<RequestInit['headers']>;

/** Something that a request is made with, and what its owner does to it once the request has been made. */
type Given<Value> = { value: Value; change: () => void };

function bytes(as: (buffer: ArrayBuffer) => Body): Given<Body> {
  const { buffer } = new TextEncoder().encode('= before =');
  return { value: as(buffer), change: () => new Uint8Array(buffer).fill(0x78) };
}

const bodies: Array<[string, (kind: FetchKind) => Given<Body>]> = [
  ['a buffer', () => bytes((buffer) => Buffer.from(buffer))],
  ['a part of a buffer', () => bytes((buffer) => new Uint8Array(buffer, 2, 6))],
  ['a view', () => bytes((buffer) => new DataView(buffer))],
  ['an ArrayBuffer', () => bytes((buffer) => buffer)],
  [
    'parameters',
    () => {
      const value = new URLSearchParams({ field: 'before' });
      return { value, change: () => value.set('field', 'after') };
    },
  ],
  [
    'a form',
    ({ FormData }) => {
      const value = new FormData();
      value.append('field', 'before');
      value.append('file', new Blob(['bytes'], { type: 'text/x-own' }), 'own.txt');
      return { value, change: () => value.set('field', 'after') };
    },
  ],
];

const headers: Array<[string, () => Given<Heads>]> = [
  [
    'a record',
    () => {
      const value = { 'x-header': 'before' };
      return { value, change: () => (value['x-header'] = 'after') };
    },
  ],
  [
    'pairs',
    () => {
      const pair: [string, string] = ['x-header', 'before'];
      return { value: [pair], change: () => (pair[1] = 'after') };
    },
  ],
  [
    'an iterator',
    () => {
      const value = new Map([['x-header', 'before']]).entries();
      return { value: value as unknown as Heads, change: () => void [...value] };
    },
  ],
];

for (const [name, kind] of Object.entries(fetches)) {
  describe(`what a request is made with, for createFetch around ${name}`, () => {
    for (const [what, make] of bodies) {
      it(`is the body of the moment of the call: ${what}`, async () => {
        await using rig = await FetchRig.of(kind, [BUSY, OK]);
        rig.network.set('down');
        const { value, change } = make(kind);
        const response = rig.fetch({ method: 'PUT', body: value });
        change();
        rig.network.set('up');
        await rig.skipBackoff();
        await response;
        expect(rig.server.heard).to.have.length(2);
        for (const { body } of rig.server.heard)
          expect(body)
            .to.match(/before/)
            .and.not.match(/xx|after/);
      });
    }

    it('says of what type a body is', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      for (const [, make] of bodies) await rig.fetch({ method: 'PUT', body: make(kind).value });
      expect(rig.server.heard.map((each) => each.headers['content-type']?.replace(/boundary=.*/, ''))).to.deep.equal([
        ...[undefined, undefined, undefined, undefined],
        ...['application/x-www-form-urlencoded;charset=UTF-8', 'multipart/form-data; '],
      ]);
    });

    it('is the whole of a form', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      const form = bodies.at(-1)![1](kind).value;
      await rig.fetch({ method: 'PUT', body: form });
      expect(rig.server.heard[0]!.body).to.include('filename="own.txt"').and.include('text/x-own').and.include('bytes');
    });

    for (const [what, make] of headers) {
      it(`is the headers of the moment of the call: ${what}`, async () => {
        await using rig = await FetchRig.of(kind, [BUSY, OK]);
        rig.network.set('down');
        const { value, change } = make();
        const response = rig.fetch({ headers: value });
        change();
        rig.network.set('up');
        await rig.skipBackoff();
        await response;
        expect(rig.server.heard.map((each) => each.headers['x-header'])).to.deep.equal(['before', 'before']);
      });
    }

    it('is read of classes that somebody has derived, whatever theirs are made of', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      class Authorized extends kind.Headers {
        constructor(token: string) {
          super({ authorization: `Bearer ${token}` });
        }
      }
      class Upload extends kind.FormData {
        constructor(text: string) {
          super();
          this.append('field', text.toUpperCase());
        }
      }
      await rig.fetch({ method: 'PUT', headers: new Authorized('token'), body: new Upload('text') });
      const [{ headers: sent, body }] = rig.server.heard as [Heard];
      expect(sent['authorization']).to.equal('Bearer token');
      expect(body.match(/name=/g)).to.have.length(1);
      expect(body).to.include('TEXT');
    });

    const ways: Array<[string, (rig: FetchRig, request: Request) => Promise<Response>]> = [
      ['those of a Request', (rig, request) => rig.send(request)],
      [
        'those of a Request, with an init that has none',
        (rig, request) => rig.send(request, { headers: undefined } as object),
      ],
      ['a Headers', (rig, { headers: value }) => rig.fetch({ headers: value })],
    ];
    for (const [what, send] of ways) {
      it(`is the headers of the moment of the call: ${what}`, async () => {
        await using rig = await FetchRig.of(kind, [OK]);
        rig.network.set('down');
        const request = rig.request({ headers: { 'x-header': 'before' } });
        const response = send(rig, request);
        request.headers.set('x-header', 'after');
        rig.network.set('up');
        await response;
        expect(rig.server.heard[0]!.headers['x-header']).to.equal('before');
      });
    }

    it('leaves the names of headers as they are spelt', async () => {
      const names: string[] = [];
      const listen: Act = (response, request) => {
        names.push(...request.rawHeaders.filter((header) => /^x-header$/i.test(header)));
        response.end();
      };
      await using rig = await FetchRig.of(kind, [listen]);
      const request = rig.request({ headers: { 'X-Header': 'yes' } });
      await rig.send(request);
      await rig.fetch({ headers: request.headers });
      expect(names).to.deep.equal(['X-Header', 'X-Header']);
    });
  });
}

describe('what needs no network, for createFetch', () => {
  it('is fetched with headers that can be read only once', async () => {
    let sent: Heads | undefined;
    const plain = async (_input: string, init?: RequestInit): Promise<Response> => {
      sent = init?.headers;
      return new Response();
    };
    const given = new Map([['x-header', 'yes']]).entries() as unknown as Heads;
    await createFetch(null, { fetch: plain })('data:,here', { headers: given });
    expect([...new Headers(sent)]).to.deep.equal([['x-header', 'yes']]);
  });

  it('is fetched with a form of another realm, as in a test runner that has one for each file', async () => {
    let sent: unknown;
    const plain = async (_input: string, init?: RequestInit): Promise<Response> => {
      sent = init?.body;
      return new Response();
    };
    const form = runInNewContext(`
      class FormData {
        #fields = new Map();
        append(name, value) { this.#fields.set(name, value); }
        values() { return this.#fields.values(); }
        [Symbol.iterator]() { return this.#fields.entries(); }
        get [Symbol.toStringTag]() { return 'FormData'; }
      }
      new FormData()`) as FormData;
    form.append('field', 'text');
    await createFetch(null, { fetch: plain })('data:,here', { method: 'PUT', body: form });
    expect(sent).not.to.equal(form);
    expect([...(sent as FormData)]).to.deep.equal([['field', 'text']]);
  });
});
