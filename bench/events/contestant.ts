import { setTimeout as sleep } from 'node:timers/promises';
import type { LineProcess } from './line-process.ts';
import type { World } from './world.ts';

// Long enough for what the last change has set going (probes of three hosts, ARP, the kernel's own work queues) to end.
const SETTLE_MS = 15;

/** How a scenario breaks the link: by the host's own end, or by the other, which takes the carrier away. */
export type End = 'near' | 'far';

/** A measured program, and its words for what is waited for. */
export interface Program {
  process: LineProcess;
  /** The outage has been noticed. */
  gone: string;
  /** The end of the outage has been noticed. */
  back: string;
}

/** Nanoseconds from before a system call to when its effect was noticed. */
export interface Outage {
  downNanoseconds: bigint;
  upNanoseconds: bigint;
}

/** Measured programs in a world of their own: one, or several that hear the same events. */
export class Contestant implements AsyncDisposable {
  readonly #world: World;
  readonly #programs: readonly Program[];
  /** Whether the outage ends only with the default route, which the host's end takes away with it. */
  readonly #needsRoute: boolean;

  constructor(world: World, programs: readonly Program[], needsRoute: boolean) {
    this.#world = world;
    this.#programs = programs;
    this.#needsRoute = needsRoute;
  }

  /** One outage, from a settled state back to the same. Answers what each program noticed, in their order. */
  async suffer(end: End): Promise<Outage[]> {
    const [link, name] = end === 'near' ? [this.#world.near, 'eth0'] : [this.#world.far, 'r0'];
    await this.#settle();
    link.set(name, 'down');
    const gone = await this.#hear('gone');
    const cut = await link.begun();
    await this.#settle();
    link.set(name, 'up');
    // Asked for early where the route is missing, and then what follows is not measured: there is no way over a link before
    // it is up.
    const early = end === 'near' && this.#needsRoute ? await link.begun() : null;
    if (early !== null) await this.#world.restoreRoute();
    const back = await this.#hear('back');
    const mended = early ?? (await link.begun());
    return gone.map((at, index) => ({ downNanoseconds: at - cut, upNanoseconds: back[index]! - mended }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.#programs) await process[Symbol.asyncDispose]();
    await this.#world[Symbol.asyncDispose]();
  }

  async #settle(): Promise<void> {
    await sleep(SETTLE_MS);
    for (const { process } of this.#programs) process.forget();
  }

  #hear(word: 'gone' | 'back'): Promise<bigint[]> {
    return Promise.all(this.#programs.map(async (program) => (await program.process.next(program[word])).nanoseconds));
  }
}
