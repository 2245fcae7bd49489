// Accepts connections on the ports given, on every address of its namespace, until its standard input closes.
import { createServer } from 'node:net';

const ports = process.argv.slice(2).map(Number);
let waiting = ports.length;
for (const port of ports) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
  });
  server.listen({ port, host: '::' }, () => {
    waiting -= 1;
    if (waiting === 0) process.stdout.write('ready\n');
  });
}
process.stdin.on('end', () => process.exit(0)).resume();
