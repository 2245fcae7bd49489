// The npm package netlink: a table of links, with the buffer that it needs. It has no answer to an overflow.
import { createRequire } from 'node:module';
import { answer, monotonicMs, stateBits } from './answer.mjs';

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;

const { createRtNetlink, createNetlink, Protocol, rt } = createRequire(import.meta.url)(
  '../peers/node_modules/netlink',
);

const table = {};
let messages = 0;
let overflows = 0;
let changedAtMs = 0;

function take(type, { index, flags }) {
  messages++;
  const state = type === RTM_DELLINK ? undefined : stateBits(flags.up, flags.running && flags.lowerUp);
  if (table[index] === state) return;
  if (state === undefined) delete table[index];
  else table[index] = state;
  changedAtMs = monotonicMs();
}

// The typed socket parses a message, and does not say whether it was of a new link or of one deleted: the plain one, and the
// package's own parser.
const events = createNetlink(Protocol.ROUTE, { ref: true, recvBufferSize: RECEIVE_BUFFER_BYTES });
events.on('message', (parts) => {
  for (const { type, data } of parts)
    if (type === RTM_NEWLINK || type === RTM_DELLINK) take(type, rt.parseMessage(type, data).data);
});
events.on('error', (error) => {
  if (error.code !== 'ENOBUFS') throw error;
  overflows++;
});
events.addMembership(rt.MulticastGroups.LINK);

const dump = createRtNetlink({ recvBufferSize: RECEIVE_BUFFER_BYTES });
for (const { data } of await dump.getLinks()) take(RTM_NEWLINK, data);
dump.socket.close();
messages = 0;
answer(() => ({ messages, overflows, changedAtMs, table }));
