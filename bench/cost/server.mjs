// Answers each request with a short text, until its standard input closes.
import { createServer } from 'node:http';

createServer((_, response) => response.end('NetworkManager is online\n')).listen(80, '::', () =>
  process.stdout.write('ready\n'),
);
process.stdin.on('end', () => process.exit(0)).resume();
