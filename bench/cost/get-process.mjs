// Asks a server by HTTP, as one who looks whether the network is there: on a connection of its own each time, which ends with
// the answer. Argument: milliseconds between two requests. Says `ready NANOSECONDS` after the first.
import { get } from 'node:http';

const SERVER = { host: '8.8.8.8', port: 80, path: '/check', agent: false };

function ask(done = () => {}) {
  get(SERVER, (response) => response.resume().on('end', done)).on('error', (error) => {
    throw error;
  });
}

ask(() => process.stdout.write(`ready ${process.hrtime.bigint()}\n`));
setInterval(ask, Number(process.argv[2]));
