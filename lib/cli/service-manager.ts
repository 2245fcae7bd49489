import type { CommandContext } from './context.ts';
import { takeServiceEnvironment } from './service-environment.ts';
import type { ServiceNotices } from './service-notices.ts';

/** Whoever has started this process as a service, to be told how it is. Null, and nothing is loaded, where nobody asks. */
export async function serviceManager(context: CommandContext): Promise<ServiceNotices | null> {
  const environment = takeServiceEnvironment();
  if (environment === null) return null;
  const [{ NotifySocket }, { ServiceNotices }] = await Promise.all([
    import('./notify-socket.ts'),
    import('./service-notices.ts'),
  ]);
  const socket = NotifySocket.open(environment.socket, context);
  return socket === null ? null : new ServiceNotices(socket.send, environment.watchdogMs, context.clock);
}
