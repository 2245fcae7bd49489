// Serves one file over HTTP on the port given: of the first request it answers but half, prints `half`, and goes silent; all
// later ones it answers whole. Ends with its standard input.
import { createServer } from 'node:http';

const BODY = 'x'.repeat(20_000);
let answered = 0;
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': BODY.length, connection: 'close' });
  if (++answered > 1) response.end(BODY);
  else response.write(BODY.slice(BODY.length / 2), () => process.stdout.write('half\n'));
});
server.listen(Number(process.argv[2]), '::', () => process.stdout.write('ready\n'));
process.stdin.on('end', () => process.exit(0)).resume();
