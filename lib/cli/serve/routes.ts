import type { Registry } from 'prom-client';
import type { NetworkSnapshot } from '../../monitor/snapshot.ts';
import type { EventStream } from './event-stream.ts';
import { healthOf } from './health.ts';
import { respond } from './respond.ts';
import { statusPage } from './status-page.ts';
import type { Handler } from './status-server.ts';

/** What is served. */
export interface Served {
  readonly monitor: { snapshot(): NetworkSnapshot };
  readonly stream: Pick<EventStream, 'accept'>;
  readonly register: Pick<Registry, 'contentType' | 'metrics'>;
}

/** Every path, and who answers for it. */
export function routesOf({ monitor, stream, register }: Served): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ['/', (_, response) => respond(response, statusPage(monitor.snapshot()))],
    [
      '/metrics',
      async (_, response) => respond(response, { type: register.contentType, body: await register.metrics() }),
    ],
    ['/events', stream.accept],
    ['/healthz', (_, response) => respond(response, healthOf(monitor.snapshot()))],
    [
      '/api/snapshot',
      (_, response) => respond(response, { type: 'application/json', body: `${JSON.stringify(monitor.snapshot())}\n` }),
    ],
  ]);
}
