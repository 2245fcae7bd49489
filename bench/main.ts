import { Command, InvalidArgumentError } from 'commander';
import { benches } from './benches.ts';
import { buildAll } from './build.ts';
import { enterLab, isInLab } from './lab.ts';

interface Flags {
  json: boolean;
  rounds?: number;
  realtime: boolean;
}

const program: Command = new Command('npm run bench --')
  .description('Measures one question, in a network namespace of its own. Exits 1 when a threshold is missed.')
  .argument('<name>', `which: ${Object.keys(benches).join(', ')}`)
  .option('--json', 'one JSON object on standard output', false)
  .option('--rounds <n>', 'rounds of each measurement', readRounds)
  .option('--realtime', 'all processes under SCHED_FIFO: other load of the machine stays out (needs root)', false);

program.action(async (name: string, flags: Flags) => {
  const load = benches[name];
  if (load === undefined) program.error(`no bench is called ${name}`, { exitCode: 64 });
  const bench = await load();
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const options = { rounds: flags.rounds ?? null, progress };
  if (!isInLab()) {
    buildAll();
    bench.prepare?.(options);
    process.exitCode = await enterLab(process.argv.slice(2), flags.realtime);
    return;
  }
  const report = await bench.run(options);
  process.stdout.write(flags.json ? `${JSON.stringify(report.json)}\n` : report.text);
  process.exitCode = report.pass ? 0 : 1;
});

await program.parseAsync();

function readRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1) throw new InvalidArgumentError('a whole number, 1 or more');
  return rounds;
}
