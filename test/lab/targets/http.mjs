// Answers every HTTP request with 200 on port 8080 of every address of its namespace, until its standard input closes.
import { createServer } from 'node:http';

const server = createServer((_request, response) => response.end('here'));
server.listen({ port: 8080, host: '::' }, () => process.stdout.write('ready\n'));
process.stdin.on('end', () => process.exit(0)).resume();
