#!/usr/bin/env node
import { processContext } from './context.ts';
import { reportFailure } from './failure.ts';
import { buildProgram } from './program.ts';

const context = processContext();
try {
  await buildProgram(context).parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, context);
}
