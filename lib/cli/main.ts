#!/usr/bin/env node
import { processContext } from './context.ts';
import { reportFailure } from './failure.ts';
import { takesCommonOptions } from './options.ts';
import { buildProgram } from './program.ts';

const context = processContext();
const program = buildProgram(context).hook('preAction', async (_, command) => {
  // Before anything takes its time: whoever logs out at once is meant, too.
  if (command.getOptionValue('ignoreHangup') === true) process.on('SIGHUP', () => {});
  if (takesCommonOptions(command)) await context.loadMonitor();
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, context);
}
context.settled();
