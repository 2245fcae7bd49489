// Records scenarios anew: `npm run lab -- npx tsx test/recordings/make.ts [NAME...]`, all of them unless told.
import { existsSync, unlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { playScenario, scenarios } from '../lab/support/scenarios.ts';

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
for (const name of wanted) {
  const scenario = scenarios[name];
  if (scenario === undefined)
    throw new Error(`there is no scenario ${name}, only ${Object.keys(scenarios).join(', ')}`);
  const file = fileURLToPath(new URL(`${name}.ndjson`, import.meta.url));
  if (existsSync(file)) unlinkSync(file);
  const changes = await playScenario(scenario, file, { anonymize: true });
  console.log(`${name}: ${changes.map(({ state, reason }) => `${state} ${reason}`).join(', ')}`);
}
