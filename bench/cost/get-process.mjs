// Asks a server by HTTP, as one who looks whether the network is there: on a connection of its own each time, which ends with
// the answer. Arguments: milliseconds between two requests, and whom to ask. Says `ready NANOSECONDS` after the first.
import '../lab-only.mjs';
import { get } from 'node:http';

const [everyMs, host] = process.argv.slice(2);
const SERVER = { host, port: 80, path: '/check', agent: false };

function ask(done = () => {}) {
  get(SERVER, (response) => response.resume().on('end', done)).on('error', (error) => {
    throw error;
  });
}

ask(() => process.stdout.write(`ready ${process.hrtime.bigint()}\n`));
setInterval(ask, Number(everyMs));
