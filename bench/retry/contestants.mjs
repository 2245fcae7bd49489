// Who is compared, each with five attempts and no delay between them: a function that performs an operation.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Retryer } from '../../dist/retry/index.js';
import { ScriptedView } from './scripted-view.mjs';

const ATTEMPTS = 5;
const peers = createRequire(new URL('../peers/package.json', import.meta.url));
const load = (name) => import(pathToFileURL(peers.resolve(name)).href);

const options = { maxAttempts: ATTEMPTS, initialDelay: 0 };

/** What everybody is a multiple of: a loop as one writes it who needs no more. */
async function handWritten(operation) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt >= ATTEMPTS || error instanceof TypeError) throw error;
    }
  }
}

const makers = {
  'hand-written loop': () => handWritten,
  netwake: () => {
    const retryer = new Retryer(options);
    return (operation) => retryer.do(operation);
  },
  'netwake with a monitor': () => {
    const retryer = new Retryer({ ...options, monitor: new ScriptedView('up') });
    return (operation) => retryer.do(operation);
  },
  cockatiel: async () => {
    const { retry, handleAll, ConstantBackoff } = (await load('cockatiel')).default;
    const policy = retry(handleAll, { maxAttempts: ATTEMPTS - 1, backoff: new ConstantBackoff(0) });
    return (operation) => policy.execute(operation);
  },
  '@lifeomic/attempt': async () => {
    const { retry } = (await load('@lifeomic/attempt')).default;
    return (operation) => retry(operation, { maxAttempts: ATTEMPTS, delay: 0 });
  },
  'async-retry': async () => {
    const { default: retry } = await load('async-retry');
    return (operation) => retry(operation, { retries: ATTEMPTS - 1, minTimeout: 0, maxTimeout: 0, randomize: false });
  },
  'exponential-backoff': async () => {
    const { backOff } = (await load('exponential-backoff')).default;
    return (operation) => backOff(operation, { numOfAttempts: ATTEMPTS, startingDelay: 0 });
  },
  'p-retry': async () => {
    const { default: retry } = await load('p-retry');
    return (operation) => retry(operation, { retries: ATTEMPTS - 1, minTimeout: 0, maxTimeout: 0 });
  },
};

/** Everybody who is there, by name; peers that are not installed are left out. */
export async function contestants(without) {
  const present = {};
  for (const [name, make] of Object.entries(makers)) if (!without.includes(name)) present[name] = await make();
  return present;
}
