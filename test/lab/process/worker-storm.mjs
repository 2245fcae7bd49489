// Starts monitors in workers and ends them at every moment of their lives, while the network changes all the time. The
// addon is never loaded in this thread: it goes out of memory with the last worker, and whatever of it is still to be
// called then is a crash. Prints what was there before and what is left.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const [count, atOnce, entry] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const moments = process.argv[5].split(',');
const checkHosts = process.argv.slice(6);

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.entry).then(async ({ NetworkMonitor }) => {
    const monitor = new NetworkMonitor({ checkHosts: workerData.checkHosts, checkTimeout: '20s' });
    for (const name of ['state', 'link', 'address', 'route']) monitor.on(name, () => parentPort.postMessage('event'));
    // Heard of while the interfaces are being asked for, if there are enough of them.
    parentPort.postMessage('dumping');
    const started = monitor.start();
    const look = () => {
      if (monitor.snapshot().counters.probes > 0) parentPort.postMessage('probing');
      else setImmediate(look);
    };
    if (workerData.checkHosts.length > 0) look();
    await started;
    parentPort.postMessage('started');
    parentPort.once('message', () => monitor.stop().then(() => parentPort.close()));
  });
`;

const failures = [];
const ends = Object.fromEntries(moments.map((moment) => [moment, 0]));

/** One life. What ends it is the first message of this kind; 'stopped' is the orderly end. */
function live(moment) {
  return new Promise((resolve) => {
    const worker = new Worker(WORKER, { eval: true, workerData: { entry, checkHosts } });
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      if (moment === 'stopped') worker.postMessage('stop');
      else void worker.terminate();
    };
    if (moment === 'starting') worker.on('online', end);
    worker.on('message', (message) => {
      if (message === moment || (moment === 'stopped' && message === 'event')) end();
    });
    worker.on('error', (error) => failures.push(String(error)));
    worker.on('exit', () => {
      if (isOver) ends[moment]++;
      else failures.push(`${moment}: ended by itself`);
      resolve();
    });
  });
}

// What a descriptor of this process leads to; '' for the one by which the folder was read.
function targetOf(descriptor) {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

// rtnetlink sockets of this namespace, and descriptors of this process by kind. Files don't count: Node leaves the module
// open that a worker was reading when it was terminated.
function open() {
  const rows = readFileSync('/proc/net/netlink', 'utf8').trim().split('\n').slice(1);
  const rtnetlink = rows.filter((row) => row.trim().split(/\s+/)[1] === '0').length;
  const targets = readdirSync('/proc/self/fd').map(targetOf);
  const of = (kind) => targets.filter((target) => target.startsWith(kind)).length;
  return { rtnetlink, descriptors: { socket: of('socket:'), pipe: of('pipe:'), anonymous: of('anon_inode:') } };
}

const isLoaded = () => readFileSync('/proc/self/maps', 'utf8').includes('netwake.node');

// The first worker opens what Node keeps for all of them.
await live(moments.at(-1));
ends[moments.at(-1)] = 0;
const before = open();
let next = 0;
let most = 0;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (next < count) {
      await live(moments[next++ % moments.length]);
      most = Math.max(most, open().rtnetlink);
    }
  }),
);
console.log(JSON.stringify({ before, after: open(), most, ends, failures, loaded: isLoaded() }));
