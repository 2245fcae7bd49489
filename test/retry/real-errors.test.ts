import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { connect as connectTls, createServer } from 'node:tls';
import axios from 'axios';
import { expect } from 'chai';
import { rejectionOf } from '../support/failure.ts';
import { FailingServer } from '../support/failing-server.ts';
import { SilentListener } from '../support/silent-listener.ts';
import { expectVerdict } from './failures/expect-verdict.ts';
import { failureOf, lookupOf } from './failures/sockets.ts';

// What stands in no row, or in several.
describe('a real error', () => {
  it('of a name with two addresses is the server’s when one was silent and the other refused', async () => {
    await using silent = await SilentListener.listen();
    const lookup = lookupOf('127.0.0.1', '127.0.0.2');
    const patience = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 10 };
    const error = await failureOf(connect({ host: 'localhost', port: silent.port, lookup, ...patience }));
    expect((error as AggregateError).errors.map(({ code }) => code)).to.deep.equal(['ETIMEDOUT', 'ECONNREFUSED']);
    expect(error).to.have.property('code', 'ETIMEDOUT');
    expectVerdict(error, 'service');
  });

  it('of a certificate that nobody has signed decides nothing: it is not tried again', async () => {
    const pem = readFileSync(new URL('../support/self-signed.pem', import.meta.url));
    const server = createServer({ key: pem, cert: pem }, (socket) => socket.destroy());
    server.on('tlsClientError', () => {});
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await failureOf(connectTls({ host: '127.0.0.1', port }));
    expect(error).to.have.property('code', 'DEPTH_ZERO_SELF_SIGNED_CERT');
    expectVerdict(error, null);
    const ofFetch = await rejectionOf(fetch(`https://127.0.0.1:${port}/`));
    expect(ofFetch).to.be.instanceOf(TypeError);
    expectVerdict(ofFetch, null);
    await new Promise((resolve) => void server.close(resolve));
  });

  it('of axios, cancelled by its caller, decides nothing', async () => {
    const request = axios.get('http://127.0.0.1:9/', { proxy: false, signal: AbortSignal.abort() });
    const error = await rejectionOf(request);
    expect(error).to.have.property('code', 'ERR_CANCELED');
    expectVerdict(error, null);
  });

  it('of a fetch that Node refuses to make decides nothing, though it is a TypeError', async () => {
    expectVerdict(await rejectionOf(fetch('ftp://localhost/')), null);
    expectVerdict(await rejectionOf(fetch('http://localhost:1/')), null);
  });

  it('of a body cut off halfway is the network’s, whatever the status was', async () => {
    await using server = await FailingServer.listen();
    const error = await rejectionOf(axios.get(server.url('half-and-reset'), { proxy: false, adapter: 'http' }));
    expectVerdict(error, 'network');
  });
});
