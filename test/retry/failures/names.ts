import { Resolver } from 'node:dns/promises';
import { rejectionOf } from '../../support/failure.ts';
import { NameServer, type NameServerAnswer } from '../../support/name-server.ts';
import type { RealFailure } from './real-failure.ts';

async function lookupWithNobody(): Promise<unknown> {
  const server = await NameServer.listen('none');
  const resolver = new Resolver({ timeout: 20, tries: 1 });
  resolver.setServers([server.address]);
  await server[Symbol.asyncDispose]();
  return rejectionOf(resolver.resolveTxt('name.invalid'));
}

async function lookup(answer: NameServerAnswer): Promise<unknown> {
  await using server = await NameServer.listen(answer);
  const resolver = new Resolver({ timeout: 20, tries: 1 });
  resolver.setServers([server.address]);
  return await rejectionOf(resolver.resolveTxt('name.invalid'));
}

/** Errors of c-ares, with a name server of ours. Those of getaddrinfo(3) are provoked in the lab. */
export const NAME_FAILURES: readonly RealFailure[] = [
  { word: 'ENOTFOUND', from: 'c-ares, of a name that is not known', provoke: () => lookup('no such name') },
  { word: 'ESERVFAIL', from: 'c-ares, of a name server that fails', provoke: () => lookup('server failure') },
  { word: 'ECONNREFUSED', call: 'query', from: 'c-ares, where no name server listens', provoke: lookupWithNobody },
  { word: 'ETIMEOUT', from: 'c-ares, of a name server that is silent', provoke: () => lookup('none') },
];
