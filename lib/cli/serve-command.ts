import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { addCommonOptions, checkedBy, type CommonFlags } from './options.ts';
import { parseListenAddress } from './serve/listen-address.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Only this machine, and a port that nobody has registered with IANA. */
const DEFAULT_LISTEN = '127.0.0.1:9469';

/** The flags of `netwake serve`, as commander hands them over. */
export interface ServeFlags extends CommonFlags {
  listen: string;
}

const HELP = `
Serves / (a page for people), /metrics (Prometheus), /events (server-sent
events: the state, then every change of it), /healthz and /api/snapshot. Nobody
is asked who he is: listen on other addresses than 127.0.0.1 and ::1 only where
everybody may know. Prints its address, and every change of state. SIGHUP has
the file of --config read again; who reads /events stays connected.

Exits 0 on SIGINT and SIGTERM, 1 when it can't listen, 5 when the monitor can't
start, 64 for bad usage, 78 for a bad config file.

Examples:
  netwake serve
  netwake serve --listen '[::1]:0' --json
  netwake serve --listen unix:/run/netwake/http.sock --config /etc/netwake.yaml
  curl --no-buffer http://127.0.0.1:9469/events
`;

/** Declares `netwake serve`. */
export function addServe(program: Command, context: CommandContext): void {
  const command = program
    .command('serve')
    .description('serve a status page, metrics and events over HTTP')
    .option(
      '--listen <address:port>',
      'where: an address, [v6] or localhost; port 0 for any that is free; or unix:/path',
      checkedBy(parseListenAddress),
      DEFAULT_LISTEN,
    );
  addCommonOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('./serve.ts');
      process.exitCode = await untilInterrupted(serve(flags, context));
    });
}
