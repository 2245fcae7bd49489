// The recovery under measurement: one operation after the other, each of which fails in the next outage, is given back, and
// tells when it is invoked again. `maxAttempts` is 1, so whatever is invoked twice was given back. Takes the check hosts.
// Prints `parked NANOSECONDS` and `resumed NANOSECONDS`.
import { writeSync } from 'node:fs';
import { NetworkMonitor, Retryer } from '../../dist/index.js';

const monitor = new NetworkMonitor({ checkHosts: process.argv.slice(2) });
const retryer = new Retryer({ maxAttempts: 1, monitor });
const tell = (word, nanoseconds) => writeSync(1, `${word} ${nanoseconds}\n`);

let loseConnection = () => {};
monitor.on('state', ({ state }) => {
  if (state === 'down') loseConnection();
});
retryer.on('outage', () => tell('parked', process.hrtime.bigint()));

function operation({ invocation }) {
  const nanoseconds = process.hrtime.bigint();
  if (invocation > 1) return tell('resumed', nanoseconds);
  return new Promise((_, reject) => {
    loseConnection = () => reject(Object.assign(new Error('the connection is gone'), { code: 'ECONNRESET' }));
  });
}

await monitor.start();
tell('ready', process.hrtime.bigint());
for (;;) await retryer.do(operation);
