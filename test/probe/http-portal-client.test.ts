import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { HttpPortalClient } from '../../lib/probe/http-portal-client.ts';
import type { PortalAnswer } from '../../lib/probe/portal-contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedServer } from '../support/scripted-server.ts';
import { SilentListener } from '../support/silent-listener.ts';
import { failure, settled } from '../support/failure.ts';

const noNames = { resolve: (): Promise<never> => Promise.reject(failure('ENOTFOUND')) };
const client = new HttpPortalClient(noNames, systemClock);
const LONG_MS = 15_000;

function get(url: string, timeoutMs = LONG_MS, through = client): Promise<PortalAnswer> {
  return new Promise((resolve) => through.get({ url, source: null, timeoutMs }, resolve));
}

async function answerTo(text: string): Promise<PortalAnswer> {
  await using server = await ScriptedServer.answering(text);
  return await get(server.url);
}

const answered = { error: null, empty: false, location: null };

describe('the check for a captive portal', () => {
  it('asks by GET of HTTP/1.1, on a connection that it does not keep, and says little of itself', async () => {
    await using server = await ScriptedServer.answering('HTTP/1.1 204 No Content\r\n\r\n');
    await get(server.url);
    await server.closed;
    const [line, ...headers] = server.requests[0]!.trimEnd().split('\r\n');
    expect(line).to.equal('GET /generate_204 HTTP/1.1');
    expect(headers).to.have.members([
      `Host: 127.0.0.1:${server.port}`,
      'User-Agent: netwake',
      'Accept: */*',
      'Cache-Control: no-cache',
      'Connection: close',
    ]);
  });

  it('takes 204 for an answer without a body, however the connection goes on', async () => {
    const answer = await answerTo('HTTP/1.1 204 No Content\r\n\r\n');
    expect(answer).to.deep.equal({ ...answered, httpStatus: 204, empty: true });
  });

  for (const [what, text] of [
    ['a length of 0', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['no chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ]) {
    it(`knows an empty 200 by ${what}`, async () => {
      expect(await answerTo(text!)).to.deep.equal({ ...answered, httpStatus: 200, empty: true });
    });
  }

  it('knows an empty 200 by the end of the connection', async () => {
    await using server = await ScriptedServer.listen((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await get(server.url)).to.deep.equal({ ...answered, httpStatus: 200, empty: true });
  });

  it('waits for no more of a body than its first bytes', async () => {
    const answer = await answerTo('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n<');
    expect(answer).to.deep.equal({ ...answered, httpStatus: 200 });
  });

  it('follows no redirect, and says where it leads', async () => {
    const location = 'https://portal.example/login?from=here';
    const answer = await answerTo(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 9\r\n\r\n`);
    expect(answer).to.deep.equal({ ...answered, httpStatus: 302, location });
  });

  it('keeps no more of a Location than 2,048 characters', async () => {
    const answer = await answerTo(`HTTP/1.1 302 Found\r\nLocation: http://${'a'.repeat(4_000)}/\r\n\r\n`);
    expect(answer.location).to.have.length(2_048);
  });

  it('takes 511 as it is', async () => {
    const answer = await answerTo('HTTP/1.1 511 Network Authentication Required\r\n\r\nplease');
    expect(answer).to.deep.equal({ ...answered, httpStatus: 511 });
  });

  it('stops an endless body at once', async () => {
    let sent = 0;
    const pour = (socket: Socket): void => {
      while (!socket.destroyed && socket.write(Buffer.alloc(1_024))) sent++;
      if (!socket.destroyed) socket.once('drain', () => pour(socket));
    };
    await using server = await ScriptedServer.listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      pour(socket);
    });
    expect(await get(server.url)).to.deep.equal({ ...answered, httpStatus: 200 });
    await server.closed;
    expect(sent).to.be.lessThan(100_000);
  });

  it('gives up on headers without an end', async () => {
    await using server = await ScriptedServer.listen((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`X-More: ${'a'.repeat(100)}\r\n`.repeat(100)}`);
    });
    expect((await get(server.url)).error).to.equal('HPE_HEADER_OVERFLOW');
  });

  it('takes what is no HTTP for no answer', async () => {
    const answer = await answerTo('SSH-2.0-OpenSSH_9.9\r\n');
    expect(answer).to.deep.equal({ error: 'HPE_INVALID_CONSTANT', httpStatus: null, empty: false, location: null });
  });

  it('takes a switch to another protocol as it is', async () => {
    const answer = await answerTo('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    expect(answer).to.deep.equal({ ...answered, httpStatus: 101 });
  });

  it('tells a reset by its name', async () => {
    await using server = await ScriptedServer.listen((socket) => socket.resetAndDestroy());
    expect(await get(server.url)).to.deep.equal({
      error: 'ECONNRESET',
      httpStatus: null,
      empty: false,
      location: null,
    });
  });

  it('takes an answer that breaks off before its body for none', async () => {
    await using server = await ScriptedServer.listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', () => socket.resetAndDestroy());
    });
    expect(await get(server.url)).to.deep.equal({ error: 'ECONNRESET', httpStatus: 200, empty: false, location: null });
  });

  it('tells a refused connection by its name', async () => {
    const server = await ScriptedServer.answering('');
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect((await get(url)).error).to.equal('ECONNREFUSED');
  });

  for (const [what, text] of [
    ['nothing comes', ''],
    ['the headers do not end', 'HTTP/1.1 200 OK\r\n'],
    ['nothing tells whether there is a body', 'HTTP/1.1 200 OK\r\n\r\n'],
  ]) {
    it(`ends after its time when ${what}, and closes the connection`, async () => {
      await using server = await ScriptedServer.answering(text!);
      expect((await get(server.url, 100)).error).to.equal('ETIMEDOUT');
      await server.closed;
    });
  }

  it('ends after its time when no connection comes about', async () => {
    await using listener = await SilentListener.listen();
    expect((await get(`http://127.0.0.1:${listener.port}/`, 100)).error).to.equal('ETIMEDOUT');
  });

  describe('that is cancelled', () => {
    it('before it has begun asks nothing', async () => {
      const clock = new ManualClock();
      await using server = await ScriptedServer.answering('HTTP/1.1 204 No Content\r\n\r\n');
      const request = { url: server.url, source: null, timeoutMs: LONG_MS };
      new HttpPortalClient(noNames, clock).get(request, () => expect.fail('answered')).cancel();
      await settled();
      expect([server.requests, clock.pending]).to.deep.equal([[], []]);
    });

    it('in the middle closes its connection, and tells nothing any more', async () => {
      let probe: { cancel: () => void } | null = null;
      await using server = await ScriptedServer.listen((socket) => {
        probe!.cancel();
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
      });
      const request = { url: server.url, source: null, timeoutMs: LONG_MS };
      probe = client.get(request, () => expect.fail('answered'));
      await server.closed;
      probe.cancel();
    });
  });

  describe('of a name', () => {
    it('asks the resolver that it was given, and then the address', async () => {
      await using server = await ScriptedServer.answering('HTTP/1.1 204 No Content\r\n\r\n');
      const asked: string[] = [];
      const resolve = (name: string): Promise<Array<{ family: 4; address: string }>> => {
        asked.push(name);
        return Promise.resolve([{ family: 4, address: '127.0.0.1' }]);
      };
      const through = new HttpPortalClient({ resolve }, systemClock);
      expect(await get(`http://localhost:${server.port}/`, LONG_MS, through)).to.include({ httpStatus: 204 });
      expect(asked).to.deep.equal(['localhost']);
      expect(server.requests[0]).to.include(`Host: localhost:${server.port}`);
    });

    it('tells why there is no address', async () => {
      expect((await get('http://localhost/')).error).to.equal('ENOTFOUND');
    });

    it('takes no address of a family that the source is not of', async () => {
      const resolve = (): Promise<Array<{ family: 6; address: string }>> =>
        Promise.resolve([{ family: 6, address: '::1' }]);
      const answer = await new Promise<PortalAnswer>((onAnswer) => {
        const request = { url: 'http://localhost/', source: '127.0.0.1', timeoutMs: LONG_MS };
        new HttpPortalClient({ resolve }, systemClock).get(request, onAnswer);
      });
      expect(answer.error).to.equal('ENODATA');
    });
  });

  it('leaves from the source address that it is given', async () => {
    let from: string | undefined;
    await using server = await ScriptedServer.listen((socket) => {
      from = socket.remoteAddress;
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const request = { url: server.url, source: '127.0.0.9', timeoutMs: LONG_MS };
    await new Promise((resolve) => client.get(request, resolve));
    expect(from).to.equal('127.0.0.9');
  });

  it('is in a file that loads no module of Node by being imported', () => {
    const text = readFileSync(new URL('../../lib/probe/http-portal-client.ts', import.meta.url), 'utf8');
    expect(text).to.not.match(/^import (?!type).*'node:/m);
  });
});
