// Serves a body without end on port 80 of every address of its namespace, a byte every few milliseconds, over HTTP/1.1. Ends when
// its standard input closes.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const drip = setInterval(() => response.write('.'), 5);
  response.on('close', () => clearInterval(drip));
  response.on('error', () => {});
});
server.listen({ port: 80, host: '::' }, () => process.stdout.write('ready\n'));
process.stdin.on('end', () => process.exit(0)).resume();
