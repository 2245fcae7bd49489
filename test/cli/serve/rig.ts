import { EventStream } from '../../../lib/cli/serve/event-stream.ts';
import { urlOf } from '../../../lib/cli/serve/listen-address.ts';
import { type Handler, StatusServer } from '../../../lib/cli/serve/status-server.ts';
import type { StateRecord } from '../../../lib/cli/watch-record.ts';
import type { Clock } from '../../../lib/clock.ts';

/** A change of state as it is told. */
export function change(interfaceName: string): StateRecord {
  const at = '2025-01-01T00:00:00.000Z';
  return { type: 'state', state: 'up', previous: 'down', reason: 'link-usable', interface: interfaceName, at };
}

/** A server on loopback with a stream of events and what else a test serves. */
export class ServerRig implements AsyncDisposable {
  readonly errors: Error[] = [];
  readonly stream: EventStream;
  readonly server: StatusServer;
  url = '';

  private constructor(clock: Clock, routes: Record<string, Handler>) {
    this.stream = new EventStream(clock, () => change('present'));
    const all = new Map<string, Handler>([['/events', this.stream.accept], ...Object.entries(routes)]);
    this.server = new StatusServer({ routes: all, clock, onError: (error) => void this.errors.push(error) });
  }

  static async listening(clock: Clock, routes: Record<string, Handler> = {}): Promise<ServerRig> {
    const rig = new ServerRig(clock, routes);
    rig.url = urlOf(await rig.server.listen({ host: '127.0.0.1', port: 0 }));
    return rig;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stream.end();
    await this.server.close();
  }
}
