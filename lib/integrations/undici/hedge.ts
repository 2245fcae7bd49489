import type { Clock, ClockTimer } from '../../clock.ts';

/** After an outage: how long what is asked for may take before it is asked for over another connection. */
export const PATIENCE_MS = 10;

type Send<Answer> = (signal: AbortSignal) => Promise<Answer>;

/**
 * Sends the same request a second time when there is no answer soon, and at once when it fails. After an outage a client may
 * have connections that look idle and lead nowhere: their address is gone. What is sent by one of them is answered by nobody, and
 * nothing tells; or it is reset, as the one before was.
 */
export class Hedge<Answer> {
  readonly #clock: Clock;
  readonly #controllers: AbortController[] = [];
  #timer: ClockTimer | null = null;
  #launch: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first answer; the other request is given up. Rejects when all that have been sent have failed, with the first error. */
  send(send: Send<Answer>, twice: boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let pending = 0;
      let firstError: unknown;
      let isSettled = false;
      const launch = (this.#launch = (): void => {
        const controller = new AbortController();
        this.#controllers.push(controller);
        pending++;
        send(controller.signal).then(
          (answer) => {
            // One that was given up may have its answer all the same, and is to end nobody.
            if (isSettled) return;
            isSettled = true;
            this.#settle(controller);
            resolve(answer);
          },
          (error: unknown) => {
            // The one that was given up fails of that: what is sent next is not its own.
            if (isSettled) return;
            firstError ??= error;
            pending--;
            if (twice) this.again();
            if (pending > 0) return;
            this.hold();
            reject(firstError);
          },
        );
      });
      launch();
      if (twice) this.#timer = this.#clock.setTimer(() => this.again(), PATIENCE_MS);
    });
  }

  /** Sends it a second time now, if there is no answer yet. */
  again(): void {
    const launch = this.#launch;
    this.hold();
    launch?.();
  }

  /** Sends nothing more. What is under way stays as it is. */
  hold(): void {
    this.#timer?.cancel();
    this.#launch = null;
  }

  /** Gives up what is under way, the rest of an answer included. */
  abort(reason?: unknown): void {
    this.hold();
    for (const controller of this.#controllers) controller.abort(reason);
  }

  #settle(winner: AbortController): void {
    this.hold();
    for (const controller of this.#controllers) if (controller !== winner) controller.abort();
  }
}
