import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { Lab } from './lab.ts';

/** One command of ip, in the one or the other namespace. Some are refused, as their order has it: that is part of it. */
export interface Step {
  where: 'host' | 'internet';
  command: string;
}

/** What the steps need to know of the lab. */
export interface Places {
  hostPid: number;
  internetPid: number;
}

const PAIRS = 3;
// Both names that an interface ever has: a rename leads from one to the other and back.
const name = (pair: number, renamed: boolean): string => `${renamed ? 'w' : 'v'}${pair}`;

const HOST_COMMANDS = [
  (pair: number, _dev: string, { internetPid }: Places) =>
    `link add name v${pair} index ${100 + pair} type veth peer name p${pair} index ${1_100 + pair} netns ${internetPid}`,
  (_pair: number, dev: string) => `link set dev ${dev} up`,
  (_pair: number, dev: string) => `link set dev ${dev} down`,
  (pair: number, dev: string) => `link set dev ${dev} name ${dev.startsWith('v') ? 'w' : 'v'}${pair}`,
  (pair: number, dev: string) => `link set dev ${dev} mtu ${[1_280, 1_400, 9_000][pair]}`,
  (pair: number, dev: string) => `link set dev ${dev} address 02:00:00:00:00:0${pair}`,
  (pair: number, dev: string) => `link property add dev ${dev} altname alternative${pair}`,
  (_pair: number, dev: string) => `link set dev ${dev} master br0`,
  (_pair: number, dev: string) => `link set dev ${dev} nomaster`,
  (_pair: number, dev: string, { internetPid }: Places) => `link set dev ${dev} netns ${internetPid}`,
  (_pair: number, dev: string) => `link del dev ${dev}`,
  () => 'link add name br0 index 90 type bridge',
  () => 'link set dev br0 up',
  () => 'addr add 10.0.9.2/24 dev br0',
  () => 'link del dev br0',
  (pair: number, dev: string) => `addr add 10.0.${pair}.2/24 dev ${dev}`,
  (pair: number, dev: string) => `addr add 10.0.${pair}.3/24 dev ${dev}`,
  (pair: number, dev: string) => `addr add 10.8.${pair}.1 peer 10.8.${pair}.2/32 dev ${dev}`,
  (pair: number, dev: string) => `addr change 10.0.${pair}.2/24 dev ${dev} valid_lft 3600 preferred_lft 0`,
  (pair: number, dev: string) => `addr change 10.0.${pair}.2/24 dev ${dev} valid_lft 3600 preferred_lft 1800`,
  (pair: number, dev: string) => `addr del 10.0.${pair}.2/24 dev ${dev}`,
  (pair: number, dev: string) => `addr add 2001:db8:${pair}::2/64 dev ${dev} nodad`,
  (pair: number, dev: string) => `addr add 2001:db8:${pair}::3/64 dev ${dev}`,
  (pair: number, dev: string) => `addr change 2001:db8:${pair}::2/64 dev ${dev} valid_lft 3600 preferred_lft 0`,
  (pair: number, dev: string) => `addr del 2001:db8:${pair}::2/64 dev ${dev}`,
  (_pair: number, dev: string) => `addr flush dev ${dev}`,
  (pair: number) => `route add default via 10.0.${pair}.1 metric ${100 + pair}`,
  (pair: number) => `route replace default via 10.0.${pair}.1`,
  () => 'route del default',
  (pair: number) => `route add 0.0.0.0/1 via 10.0.${pair}.1`,
  (_pair: number, dev: string) => `route replace 8.8.8.8/32 dev ${dev}`,
  () => 'route add prohibit 8.8.8.8/32',
  () => 'route del 8.8.8.8/32',
  () => 'route replace 1.1.1.1/32 nexthop via 10.0.0.1 nexthop via 10.0.1.1',
  (pair: number) => `-6 route replace default via 2001:db8:${pair}::1`,
  () => '-6 route del default',
  () => 'rule add pref 100 to 1.1.1.1 prohibit',
  () => 'rule del pref 100',
] as const;

const INTERNET_COMMANDS = [
  (pair: number) => `link set dev p${pair} up`,
  (pair: number) => `link set dev p${pair} down`,
  (pair: number) => `link del dev p${pair}`,
  (_pair: number, dev: string, { hostPid }: Places) => `link set dev ${dev} netns ${hostPid}`,
] as const;

/** What comes before every history: a network, so that there is something to lose. */
const BEGINNING = (places: Places): Step[] =>
  [
    HOST_COMMANDS[0](0, '', places),
    HOST_COMMANDS[0](1, '', places),
    'link set dev v0 up',
    'link set dev v1 up',
    'addr add 10.0.0.2/24 dev v0',
    'addr add 10.0.1.2/24 dev v1',
    'addr add 2001:db8:1::2/64 dev v1 nodad',
    'link add name br0 index 90 type bridge',
    'link set dev v0 master br0',
  ].map((command) => ({ where: 'host', command }));

/** Any history of the network, in bursts: what is in one is done without a look at the monitor in between. */
export function histories(places: Places): fc.Arbitrary<Step[][]> {
  const pair = fc.nat(PAIRS - 1);
  const rarely = fc.nat(3).map((number) => number === 0);
  const dev = fc.tuple(pair, rarely).map(([of, renamed]) => ({ of, dev: name(of, renamed) }));
  const host = fc
    .tuple(fc.constantFrom(...HOST_COMMANDS), dev)
    .map(([command, on]): Step => ({ where: 'host', command: command(on.of, on.dev, places) }));
  const internet = fc
    .tuple(fc.constantFrom(...INTERNET_COMMANDS), dev)
    .map(([command, on]): Step => ({ where: 'internet', command: command(on.of, on.dev, places) }));
  const step = fc.oneof({ weight: 5, arbitrary: host }, { weight: 1, arbitrary: internet });
  const burst = fc.array(step, { minLength: 1, maxLength: 12, size: 'max' });
  return fc.array(burst, { minLength: 2, maxLength: 10, size: 'max' }).map((bursts) => [BEGINNING(places), ...bursts]);
}

const script = (steps: readonly Step[]): string => steps.map((step) => `${step.command}\n`).join('');

/** Plays the history while this thread goes on to read what the kernel says of it. */
export async function play(lab: Lab, history: readonly Step[][]): Promise<void> {
  for (const burst of history) {
    for (const where of ['host', 'internet'] as const) {
      const steps = burst.filter((step) => step.where === where);
      if (steps.length > 0)
        await lab[where].run(`ip -force -batch - <<'END' >/dev/null 2>&1 || true\n${script(steps)}END`);
    }
  }
}

/** Plays the history so that all messages of a burst are there before this thread reads the first. */
export async function playUnread(lab: Lab, history: readonly Step[][]): Promise<void> {
  for (const burst of history) {
    const ours = burst.filter((step) => step.where === 'host');
    await play(lab, [burst.filter((step) => step.where === 'internet')]);
    if (ours.length > 0)
      execFileSync('sh', ['-c', 'ip -force -batch - >/dev/null 2>&1 || true'], { input: script(ours) });
  }
}

/** Takes away all that a history can leave. */
export async function erase(lab: Lab): Promise<void> {
  const names = Array.from({ length: PAIRS }, (_, pair) => [name(pair, false), name(pair, true)]).flat();
  const deletions = [...names, 'br0'].map((each) => `link del dev ${each}\n`).join('');
  for (const where of ['host', 'internet'] as const) {
    await lab[where].run(
      `ip -force -batch - <<'END' >/dev/null 2>&1 || true\n${deletions}rule del pref 100\nroute flush table main\n-6 route flush table main\nEND`,
    );
  }
}
