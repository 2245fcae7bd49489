import { fileURLToPath } from 'node:url';
import { Namespace } from './namespace.ts';

const LISTENER = fileURLToPath(new URL('listener.mjs', import.meta.url));

/** One veth pair between the host and another namespace. */
export interface Cable {
  /** Interface of the host. */
  name: string;
  /** Interface at the other end. */
  peer: string;
  /** Addresses of the host's end, with prefix length. */
  addresses: string[];
  /** Addresses of the other end. */
  peerAddresses: string[];
}

/** The addresses that the real check hosts have; here they are on an interface of ours. */
export const INTERNET_ADDRESSES: readonly string[] = ['8.8.8.8', '1.1.1.1', '8.8.4.4'];

function datagramTo(address: string): string {
  return `bash -c 'echo > /dev/udp/${address}/9'`;
}

/** A small internet: this process's namespace is the host, `internet` is everything else. */
export class Lab implements AsyncDisposable {
  readonly host: Namespace;
  readonly internet: Namespace;
  // Two ends with one index would bring linkwatch's limit of one event a second upon us.
  readonly #settingsBefore: string[] = [];
  #nextIndex = 100;

  private constructor(host: Namespace, internet: Namespace) {
    this.host = host;
    this.internet = internet;
  }

  /** @throws when this process is not in a namespace made for it: nothing here may reach a real network */
  static async create(): Promise<Lab> {
    const lab = new Lab(await Namespace.own(), await Namespace.create('internet'));
    await lab.internet.run('sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1');
    return lab;
  }

  /** The usual topology: eth0 with a default route, the check hosts' addresses behind it, listening on 53 and 443. */
  static async connected(): Promise<Lab> {
    const lab = await Lab.create();
    await lab.plug({ name: 'eth0', peer: 'r0', addresses: ['10.0.0.2/24'], peerAddresses: ['10.0.0.1/24'] });
    await lab.host.run('ip route add default via 10.0.0.1');
    for (const address of INTERNET_ADDRESSES) await lab.internet.run(`ip addr add ${address}/32 dev lo`);
    await lab.listen([53, 443]);
    return lab;
  }

  /** Makes a veth pair and takes both ends up. IPv6 addresses skip DAD unless `dad` is set. */
  async plug(cable: Cable, options: { dad?: boolean } = {}): Promise<void> {
    const [index, peerIndex] = [this.#nextIndex, this.#nextIndex + 1_000];
    this.#nextIndex++;
    const { name, peer } = cable;
    const nodad = (address: string): string => (address.includes(':') && options.dad !== true ? 'nodad' : '');
    await this.host.run(
      [
        `ip link add name ${name} index ${index} type veth peer name ${peer} index ${peerIndex} netns ${this.internet.pid}`,
        ...cable.addresses.map((address) => `ip addr add ${address} dev ${name} ${nodad(address)}`),
        `ip link set ${name} up`,
      ].join(' && '),
    );
    const peerCommands = cable.peerAddresses.map(
      (address) => `ip addr add ${address} dev ${peer} ${address.includes(':') ? 'nodad' : ''}`,
    );
    await this.internet.run([...peerCommands, `ip link set ${peer} up`].join(' && '));
  }

  /** Sets the host's kernel parameters (`NAME=VALUE`) until the lab is gone: other tests are in the same namespace. */
  async configure(...settings: readonly string[]): Promise<void> {
    const names = settings.map((setting) => setting.slice(0, setting.indexOf('=')));
    const before = await this.host.run(`sysctl ${names.join(' ')}`);
    this.#settingsBefore.unshift(
      ...before
        .trim()
        .split('\n')
        .map((line) => line.replaceAll(' ', '')),
    );
    await this.host.run(`sysctl -qw ${settings.join(' ')}`);
  }

  /** Accepts TCP connections in the internet namespace, on all its addresses. */
  async listen(ports: readonly number[]): Promise<void> {
    await this.internet.start(process.execPath, LISTENER, ...ports.map(String));
  }

  /** Pulls the cable: the other end goes down, and with it the host's carrier. */
  async pullCable(peer = 'r0'): Promise<void> {
    await this.internet.run(`ip link set ${peer} down`);
  }

  async plugCable(peer = 'r0'): Promise<void> {
    await this.internet.run(`ip link set ${peer} up`);
  }

  /** Drops, at the other end, what goes to these addresses; with none everything. The links stay up. */
  async block(...addresses: readonly string[]): Promise<void> {
    const rules =
      addresses.length === 0
        ? ['drop']
        : addresses.map((address) => `${address.includes(':') ? 'ip6' : 'ip'} daddr ${address} drop`);
    await this.internet.run(
      [
        'nft add table inet lab',
        "nft add chain inet lab input '{ type filter hook input priority 0; }'",
        ...rules.map((rule) => `nft add rule inet lab input ${rule}`),
      ].join(' && '),
    );
  }

  async unblock(): Promise<void> {
    await this.internet.run('nft delete table inet lab');
  }

  /** The gateway's machine goes silent, its link stays up, and the host finds out: something uses an entry that is stale. */
  async silenceGateway(): Promise<void> {
    await this.internet.run('ip link set dev r0 arp off && ip neigh flush dev r0');
    await this.useGateway();
  }

  /** The kernel takes 8 s to give a stale entry up, 5 of them before it asks. This leaves it its three questions, in 0.3 s. */
  async useGateway(): Promise<void> {
    const settings = 'delay_first_probe_time=0 net.ipv4.neigh.eth0.retrans_time_ms=100';
    const stale = 'ip neigh change 10.0.0.1 dev eth0 nud stale';
    await this.host.run(`sysctl -qw net.ipv4.neigh.eth0.${settings} && ${stale} && ${datagramTo('192.0.2.1')}`);
  }

  /** It is back, and has something to send to the host: it asks for its address, and by that the host hears of it. */
  async returnGateway(): Promise<void> {
    await this.internet.run(`ip link set dev r0 arp on && ${datagramTo('10.0.0.2')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.internet[Symbol.asyncDispose]();
    // Interfaces of the host's end go with the pair; what else a test made here goes by hand.
    await this.host.run(
      'ip -o link | grep -v " lo:" | sed "s/^[0-9]*: \\([^:@]*\\).*/\\1/" | while read i; do ip link del "$i" 2>/dev/null || true; done; ip route flush table main; ip -6 route flush table main; true',
    );
    if (this.#settingsBefore.length > 0) await this.host.run(`sysctl -qw ${this.#settingsBefore.join(' ')}`);
    await this.host[Symbol.asyncDispose]();
  }
}
