import { fileURLToPath } from 'node:url';
import { INTERNET_ADDRESSES } from '../../test/lab/support/lab.ts';
import { Namespace } from '../../test/lab/support/namespace.ts';
import { Cable } from './cable.ts';

const LISTENER = fileURLToPath(new URL('../../test/lab/support/listener.mjs', import.meta.url));
const FILE_SERVER = fileURLToPath(new URL('file-server.mjs', import.meta.url));

const FILE_SERVER_ADDRESS = '198.51.100.80';
/** 3 seconds of download, which leaves time to pull the cable in the middle. */
const FILE = { chunks: 60, chunkBytes: 16 * 1024, intervalMs: 50 };

/**
 * Three namespaces in a row: the host, which is where this process is, a router, and the internet with the check hosts'
 * real addresses and a file server.
 *
 *     host eth0 ── r0 router w0 ── i0 internet
 */
export class SmallInternet implements AsyncDisposable {
  readonly url: string = `http://${FILE_SERVER_ADDRESS}/file`;
  readonly fileBytes: number = FILE.chunks * FILE.chunkBytes;
  readonly cable: Cable;
  readonly #namespaces: readonly Namespace[];

  private constructor(cable: Cable, namespaces: readonly Namespace[]) {
    this.cable = cable;
    this.#namespaces = namespaces;
  }

  static async create(): Promise<SmallInternet> {
    const host = await Namespace.own();
    const [router, internet] = await Promise.all([Namespace.create('router'), Namespace.create('internet')]);
    await wire(host, router, internet);
    await address(host, router, internet);
    const { chunks, chunkBytes, intervalMs } = FILE;
    const file = ['80', ...[chunks, chunkBytes, intervalMs].map(String)];
    const [cable] = await Promise.all([
      Cable.at(router, 'r0'),
      internet.start(process.execPath, LISTENER, '53', '443'),
      internet.start(process.execPath, FILE_SERVER, ...file),
    ]);
    return new SmallInternet(cable, [internet, router, host]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#namespaces.map((namespace) => namespace[Symbol.asyncDispose]()));
  }
}

// Indexes are given and all distinct: were the ends of a pair equal, the kernel would hold carrier events back, to one a second.
async function wire(host: Namespace, router: Namespace, internet: Namespace): Promise<void> {
  await host.run(`ip link add name eth0 index 100 type veth peer name r0 index 1100 netns ${router.pid}`);
  await router.run(`ip link add name w0 index 101 type veth peer name i0 index 1101 netns ${internet.pid}`);
}

async function address(host: Namespace, router: Namespace, internet: Namespace): Promise<void> {
  await host.run('ip addr add 10.0.0.2/24 dev eth0 && ip link set eth0 up && ip route add default via 10.0.0.1');
  await router.run('ip addr add 10.0.0.1/24 dev r0 && ip link set r0 up');
  await router.run('ip addr add 192.0.2.1/24 dev w0 && ip link set w0 up && ip route add default via 192.0.2.2');
  await router.run('echo 1 > /proc/sys/net/ipv4/ip_forward');
  await internet.run('ip addr add 192.0.2.2/24 dev i0 && ip link set i0 up && ip route add 10.0.0.0/24 via 192.0.2.1');
  for (const own of [...INTERNET_ADDRESSES, FILE_SERVER_ADDRESS]) await internet.run(`ip addr add ${own}/32 dev lo`);
}
