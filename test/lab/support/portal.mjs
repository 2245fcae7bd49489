// A captive portal on port 80 of every address of its namespace: redirects whatever is asked, and once `open` has come on
// standard input answers 204; `captive` closes it again. Ends when standard input does.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

let isOpen = false;
const server = createServer((request, response) => {
  response.writeHead(isOpen ? 204 : 302, isOpen ? {} : { Location: 'http://10.0.0.1/login' });
  response.end();
});
server.listen({ port: 80, host: '::' }, () => process.stdout.write('ready\n'));
createInterface({ input: process.stdin })
  .on('line', (line) => {
    isOpen = line === 'open';
    process.stdout.write(`${line}\n`);
  })
  .on('close', () => process.exit(0));
