import { Interrupted } from './context.ts';
import { exitCode } from './exit-code.ts';

/** Of a command that runs until it is interrupted: that is a good end of it, in whatever phase, and the exit code says so. */
export async function untilInterrupted(running: Promise<number>): Promise<number> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof Interrupted) return exitCode.success;
    throw error;
  }
}
