// Serves one file, slowly: CHUNKS chunks of CHUNK_BYTES, one at once and one every INTERVAL_MS. Ends when its standard input does.
//   node file-server.mjs PORT CHUNKS CHUNK_BYTES INTERVAL_MS
import { createServer } from 'node:http';

const [port, chunks, chunkBytes, intervalMs] = process.argv.slice(2).map(Number);

const server = createServer((request, response) => {
  response.setHeader('Content-Length', chunks * chunkBytes);
  let left = chunks;
  const send = () => {
    response.write(Buffer.alloc(chunkBytes, 'w'));
    if (--left > 0) return;
    clearInterval(timer);
    response.end();
  };
  const timer = setInterval(send, intervalMs);
  send();
  response.on('close', () => clearInterval(timer));
});
server.listen({ port, host: '0.0.0.0' }, () => process.stdout.write('ready\n'));
process.stdin.on('end', () => process.exit(0)).resume();
