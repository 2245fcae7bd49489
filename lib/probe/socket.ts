import type { Socket } from 'node:net';
import type { Clock, ClockTimer } from '../clock.ts';
import type { Probe, ProbeOutcome, Prober, ProbeTarget } from './contract.ts';

// A timer that is this late was held up.
const HELD_UP_MS = 5;

/** Probes through node:net, where the addon is not available. Can't bind to an interface: the routing table decides. */
export class SocketProber implements Prober {
  readonly kind = 'socket';
  readonly #clock: Clock;
  readonly #running = new Map<Socket, ClockTimer>();
  // Loaded by who probes with it, and not by who imports it: it costs a process a megabyte and a half.
  readonly #net = process.getBuiltinModule('node:net');
  #referenced = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe {
    const socket = new this.#net.Socket();
    const startedMs = this.#clock.now();
    const settle = (error: string | null): void => {
      const source = socket.localAddress ?? null;
      if (!this.#end(socket)) return;
      const answered = error === null || error === 'ECONNREFUSED';
      const rttMs = answered ? this.#clock.now() - startedMs : null;
      onOutcome({ error, rttMs, source, ...(target.interface === null ? {} : { unbound: true }) });
    };
    this.#running.set(
      socket,
      this.#clock.setTimer(
        () => {
          // A process that was held up runs its timers first: an answer that came in time is read in this very turn.
          if (this.#clock.now() - startedMs < target.timeoutMs + HELD_UP_MS) settle('ETIMEDOUT');
          else setImmediate(() => settle('ETIMEDOUT'));
        },
        target.timeoutMs,
        { unref: true },
      ),
    );
    socket.once('connect', () => settle(null));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'EIO'));
    const scoped = target.family === 6 && /^fe[89ab]/i.test(target.address) && target.interface !== null;
    socket.connect({
      host: scoped ? `${target.address}%${target.interface}` : target.address,
      port: target.port,
      family: target.family,
    });
    if (!this.#referenced) socket.unref();
    return { cancel: () => void this.#end(socket) };
  }

  ref(): void {
    this.#referenced = true;
    for (const socket of this.#running.keys()) socket.ref();
  }

  unref(): void {
    this.#referenced = false;
    for (const socket of this.#running.keys()) socket.unref();
  }

  close(): void {
    for (const socket of this.#running.keys()) this.#end(socket);
  }

  /** Answers whether the probe was still under way. */
  #end(socket: Socket): boolean {
    const timer = this.#running.get(socket);
    if (timer === undefined) return false;
    this.#running.delete(socket);
    timer.cancel();
    // A reset leaves nothing in TIME_WAIT; asked of a socket that still connects, Node waits with it until that is over.
    // But its connection may stand already and the word of it be in this very turn: without a reset it would be closed with a
    // FIN, whose retransmission over a link that is gone holds up the neighbour for a second.
    if (socket.connecting) setImmediate(() => (socket.connecting ? socket.destroy() : socket.resetAndDestroy()));
    else socket.resetAndDestroy();
    return true;
  }
}
