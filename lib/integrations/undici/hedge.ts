import type { Clock, ClockTimer } from '../../clock.ts';

/** How long an answer may take before the same is asked for over another connection. */
const PATIENCE_MS = 30;

type Send<Answer> = (signal: AbortSignal) => Promise<Answer>;

/**
 * Sends the same request a second time when there is no answer soon. After an outage a client may have connections that look
 * idle and lead nowhere: their address is gone. What is sent by one of them is answered by nobody, and nothing tells.
 */
export class Hedge<Answer> {
  readonly #clock: Clock;
  readonly #controllers: AbortController[] = [];
  #timer: ClockTimer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first answer; the other request is given up. Rejects when all that have been sent have failed, with the first error. */
  send(send: Send<Answer>, twice: boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let pending = 0;
      let firstError: unknown;
      let isSettled = false;
      const launch = (): void => {
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
            firstError ??= error;
            if (--pending > 0) return;
            this.#timer?.cancel();
            reject(firstError);
          },
        );
      };
      launch();
      if (twice) this.#timer = this.#clock.setTimer(launch, PATIENCE_MS);
    });
  }

  /** Sends nothing more. What is under way stays as it is. */
  hold(): void {
    this.#timer?.cancel();
  }

  /** Gives up what is under way, the rest of an answer included. */
  abort(reason?: unknown): void {
    this.#timer?.cancel();
    for (const controller of this.#controllers) controller.abort(reason);
  }

  #settle(winner: AbortController): void {
    this.#timer?.cancel();
    for (const controller of this.#controllers) if (controller !== winner) controller.abort();
  }
}
