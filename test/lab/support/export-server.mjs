// Serves one file of BYTES bytes over HTTP/1.1 with ranges and a strong ETag, 1 MB every INTERVAL_MS, until its standard input
// closes. To the line `reset` it resets every connection, and says so: `reset NANOSECONDS` (CLOCK_MONOTONIC).
//   node export-server.mjs PORT BYTES INTERVAL_MS
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportContent } from './export-content.mjs';

const [port, bytes, intervalMs] = process.argv.slice(2).map(Number);
const CHUNK_BYTES = 1_000_000;
const TAG = `"export-${bytes}"`;
// All of it beforehand: what a megabyte takes to be made would be in every time that is measured.
const content = exportContent(0, bytes);
const sockets = new Set();

async function* rest(from) {
  for (let first = from; first < bytes; first += CHUNK_BYTES) {
    yield content.subarray(first, first + CHUNK_BYTES);
    await sleep(intervalMs);
  }
}

const server = createServer((request, response) => {
  const { range, 'if-range': ifRange } = request.headers;
  const asked = ifRange === undefined || ifRange === TAG ? /^bytes=(\d+)-$/.exec(range ?? '')?.[1] : undefined;
  const first = Number(asked ?? 0);
  response.writeHead(asked === undefined ? 200 : 206, {
    ETag: TAG,
    'Content-Length': bytes - first,
    ...(asked === undefined ? {} : { 'Content-Range': `bytes ${first}-${bytes - 1}/${bytes}` }),
  });
  // The client may go whenever it likes.
  pipeline(Readable.from(rest(first)), response).catch(() => {});
});
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('error', () => {}).on('close', () => sockets.delete(socket));
});
server.listen({ port, host: '::' }, () => process.stdout.write('ready\n'));
createInterface({ input: process.stdin })
  .on('line', () => {
    for (const socket of sockets) socket.resetAndDestroy();
    process.stdout.write(`reset ${process.hrtime.bigint()}\n`);
  })
  .on('close', () => process.exit(0));
