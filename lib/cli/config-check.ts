import { readConfigFile } from '../config/config-file.ts';
import type { ConfigError } from '../errors.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-code.ts';

export interface ConfigCheckFlags {
  json?: boolean;
}

/** `netwake config check FILE...`: all that is wrong, not the first fault only. */
export async function configCheck(
  files: readonly string[],
  flags: ConfigCheckFlags,
  context: CommandContext,
): Promise<number> {
  let bad = false;
  for (const file of files) {
    const result = await readConfigFile(file, context.signal);
    const faults = 'faults' in result ? result.faults : [];
    bad ||= faults.length > 0;
    if (flags.json === true)
      context.print(JSON.stringify({ file, ok: faults.length === 0, faults: faults.map(toJson) }));
    else if (faults.length === 0) context.print(`${file}: ok`);
    else for (const fault of faults) context.warn(fault.message);
  }
  return bad ? exitCode.config : exitCode.success;
}

function toJson({ line, column, problem }: ConfigError): object {
  return { line, column, message: problem };
}
