import type { ReplaceableMonitor } from '../monitor/replaceable-monitor.ts';
import type { CommandContext } from './context.ts';
import { fallbackNote } from './fallback-note.ts';
import { monitorOptions } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';

/** Who wants to know when a file is read again, and when that has ended, well or not. */
export interface ReloadNotices {
  reloading(): void;
  reloaded(): void;
}

/**
 * From now on a SIGHUP has the file of `--config` read again and the monitor live by it. What is wrong with the file is told, and
 * the old values stay.
 */
export function reloadOnHangup(
  flags: CommonFlags,
  monitor: ReplaceableMonitor,
  context: CommandContext,
  notices: ReloadNotices | null = null,
): void {
  let hangups = 0;
  context.onHangup(() => {
    const turn = ++hangups;
    notices?.reloading();
    // One that another has overtaken has not ended before that.
    void reload(turn).finally(() => turn === hangups && notices?.reloaded());
  });

  async function reload(turn: number): Promise<void> {
    if (flags.config === undefined) return context.warn('there is no file to read again: --config names none');
    try {
      const options = await monitorOptions(flags, context);
      // A file that is read later says what is later: it has been read, or is being read.
      if (turn !== hangups || !(await monitor.replace(options))) return;
      context.warn(`${flags.config} has been read again`);
      fallbackNote(options, monitor, context);
    } catch (error) {
      if (context.signal.aborted) return;
      context.warn(`${error instanceof Error ? error.message : String(error)}; the values before it stay in force`);
    }
  }
}
