import { propertyOf } from '../../causes.ts';
import type { Clock, ClockTimer } from '../../clock.ts';
import { DiscardedBody, type ResponseBody } from './discarded-body.ts';
import { type Asked, type Plan, planForRest, planForWhole } from './download-answer.ts';
import { LengthError, StalledError } from './download-errors.ts';
import type { PlainFetch, PlainResponse } from './fetch-call.ts';
import { Hedge, PATIENCE_MS } from './hedge.ts';
import { HttpStatusError } from './http-status-error.ts';
import type { PartFile } from './part-file.ts';
import { StallWatch } from './stall-watch.ts';

/** The least that TCP waits before it sends again (Linux). What has been still for so long, nothing may go on with for as long. */
const STILL_MS = 200;

/** How much later than an outage may be read what had come before it. */
const DRAIN_MS = 15;

/** What all requests of a download have in common. */
export interface DownloadSetting {
  readonly name: string;
  readonly url: string;
  readonly fetch: PlainFetch;
  readonly headers: Headers;
  readonly part: PartFile;
  readonly clock: Clock;
  readonly stallMs: number;
  /** Whether ranges are asked for: not of a server that got one wrong. */
  ranges: boolean;
  /** Something speaks for an outage. */
  readonly suspect: (error: unknown) => void;
  /** More has been written. */
  readonly progressed: () => void;
}

/** One request of a download, from before it is sent until its answer is on the disk. */
export class DownloadRequest {
  readonly #setting: DownloadSetting;
  readonly #hedge: Hedge<PlainResponse>;
  readonly #afterOutage: boolean;
  readonly #stall: StallWatch;
  // The last thing that was done to the file. Nothing follows it once the request has been abandoned.
  #disk: Promise<void> = Promise.resolve();
  #abandoned = false;
  // Its answer has been read to its end, so that its connection is not its own any more.
  #ended = false;
  #isOver = false;
  #isAnswered = false;
  #isOutlived = false;
  #revival: ClockTimer | null = null;
  #stalled: StalledError | null = null;

  /** @param afterOutage  whether connections of before may be dead */
  constructor(setting: DownloadSetting, afterOutage: boolean) {
    this.#setting = setting;
    this.#afterOutage = afterOutage;
    this.#hedge = new Hedge(setting.clock);
    const { name, stallMs, clock } = setting;
    this.#stall = new StallWatch(clock, stallMs, {
      suspect: () => setting.suspect(new StalledError(name, stallMs)),
      giveUp: () => {
        this.#stalled = new StalledError(name, stallMs);
        this.#hedge.abort(this.#stalled);
      },
    });
  }

  /** Whether it was ended because it had stood still in an outage that is over. */
  get isOutlived(): boolean {
    return this.#isOutlived;
  }

  /**
   * An outage is over that may have been too short to be one of this server. What stood still goes on when the kernels send it
   * again, which may be seconds later: if nothing comes soon, it is asked for anew. What came while the outage lasted came
   * by a way that it left alone.
   */
  networkIsBack(sinceMs: number): void {
    this.#revival?.cancel();
    if (this.#abandoned || this.#isOver) return;
    const { ended } = this.#stall;
    const look = (isLast: boolean): void => {
      const { ended: endedBy, endedMs, isWaiting } = this.#stall;
      if (endedBy > ended) return;
      // The disk is waited for: what came before the outage is on its way there.
      if (!isWaiting) return this.networkIsBack(sinceMs);
      const stillMs = this.#setting.clock.now() - endedMs;
      // The second time that long has passed: reckoned anew it might be a hair less, by a rounding error.
      if (isLast || endedMs <= sinceMs + DRAIN_MS || stillMs >= STILL_MS) this.#askAnew();
      else this.#lookAfter(STILL_MS - stillMs, () => look(true));
    };
    this.#lookAfter(PATIENCE_MS, () => look(false));
  }

  /** Answers whether everything is there now. Rejects with what cut it off. */
  async perform(signal: AbortSignal): Promise<boolean> {
    const abandon = (): void => this.#abandon(signal.reason);
    if (signal.aborted) abandon();
    else signal.addEventListener('abort', abandon, { once: true });
    try {
      const isComplete = await this.#follow(await this.#askForRest());
      this.#ended = true;
      return isComplete;
    } catch (error) {
      if (this.#isOutlived && !this.#abandoned) return false;
      // What failed here, a full disk for example, the server knows nothing of.
      if (!this.#abandoned) this.#hedge.abort();
      throw this.#stalled ?? error;
    } finally {
      this.#isOver = true;
      this.#revival?.cancel();
      this.#stall[Symbol.dispose]();
    }
  }

  /** Lets go of its connection, and waits until it is done with the file. */
  async release(): Promise<void> {
    this.#abandoned = true;
    this.#stall[Symbol.dispose]();
    if (!this.#ended) this.#hedge.abort();
    // Whoever began it was told.
    await this.#disk.catch(() => {});
  }

  #lookAfter(delayMs: number, look: () => void): void {
    this.#revival = this.#setting.clock.setTimer(look, delayMs);
  }

  // A connection that is closed in an outage goes on to say goodbye. Without a carrier each try has the kernel ask for the
  // gateway's hardware address, once a second, and whatever connects when the cable is back waits until it asks again. What only
  // receives is silent: it is closed when the next request is made.
  #abandon(reason: unknown): void {
    this.#abandoned = true;
    this.#revival?.cancel();
    this.#stall[Symbol.dispose]();
    this.#hedge.hold();
    if (propertyOf(reason, 'code') !== 'ERR_NETWAKE_NETWORK_DOWN') this.#hedge.abort(reason);
  }

  // A server that is slow to answer may have nothing to do with it: then the first answer counts.
  #askAnew(): void {
    const { part, ranges } = this.#setting;
    if (!this.#isAnswered) return this.#hedge.again();
    if (!part.isResumable || !ranges) return;
    this.#isOutlived = true;
    this.#hedge.abort();
  }

  // Of what can't be continued the whole is asked for at once: that is no failure of the network's or the server's.
  async #askForRest(): Promise<[Plan, PlainResponse]> {
    const { part, ranges } = this.#setting;
    this.#throwIfAbandoned();
    if (part.isResumable && ranges) {
      const { length } = part;
      const entity = part.entity!;
      // Of what is all there the last byte is asked for, to hear whether it is still the same.
      const asked = { first: length === entity.total ? length - 1 : length, length, entity };
      const answer = await this.#ask(asked);
      const plan = planForRest(answer.status, answer.headers, asked);
      if (plan?.kind !== 'anew') return [this.#accepted(plan, answer), answer];
      this.#setting.ranges = plan.ranges;
      new DiscardedBody(answer.body).drop();
    }
    const answer = await this.#ask(null);
    return [this.#accepted(planForWhole(answer.status, answer.headers), answer), answer];
  }

  async #ask(asked: Asked | null): Promise<PlainResponse> {
    const { fetch, url } = this.#setting;
    const headers = new Headers(this.#setting.headers);
    // Offsets are of what is on the disk, not of something that was packed on the way.
    headers.set('accept-encoding', 'identity');
    if (asked !== null) {
      headers.set('range', `bytes=${asked.first}-`);
      headers.set('if-range', asked.entity.validator!.value);
    }
    const send = (signal: AbortSignal): Promise<PlainResponse> => fetch(url, { headers: [...headers], signal });
    const response = await this.#stall.during(this.#hedge.send(send, this.#afterOutage));
    this.#throwIfAbandoned();
    return response;
  }

  #accepted(plan: Plan | null, { status, headers, body }: PlainResponse): Plan {
    if (plan !== null) return plan;
    new DiscardedBody(body).drop();
    throw new HttpStatusError(this.#setting.name, status, headers.get('retry-after'));
  }

  async #follow([plan, { body }]: [Plan, PlainResponse]): Promise<boolean> {
    const { part } = this.#setting;
    this.#isAnswered = true;
    switch (plan.kind) {
      case 'complete':
        new DiscardedBody(body).drop();
        return true;
      case 'begin':
        await this.#onDisk(() => part.begin(plan.entity));
        return this.#write(body, 0, plan.end);
      case 'append':
        await this.#onDisk(() => part.resume(plan.entity));
        return this.#write(body, plan.skip, plan.end);
    }
  }

  async #write(body: ResponseBody | null, skip: number, end: number | null): Promise<boolean> {
    const { part, name, progressed } = this.#setting;
    const reader = body?.getReader();
    let left = skip;
    while (reader !== undefined) {
      const { done, value } = await this.#stall.during(reader.read());
      this.#throwIfAbandoned();
      if (done) break;
      const bytes = value.subarray(Math.min(left, value.byteLength));
      left -= value.byteLength - bytes.byteLength;
      if (bytes.byteLength === 0) continue;
      const after = part.length + bytes.byteLength;
      if (after > (end ?? Infinity)) throw new LengthError(name, end!, after);
      await this.#onDisk(() => part.append(bytes));
      progressed();
    }
    return this.#conclude(left, end);
  }

  // Of an answer that came to its end. A server may send less of the rest than was asked for, and go on when it is asked again.
  #conclude(left: number, end: number | null): boolean {
    const { part, name } = this.#setting;
    const total = part.entity?.total ?? null;
    if (left > 0) {
      const received = part.length - left;
      const expected = part.length;
      // It has the same tag, and other bytes: so much for the tag.
      part.forget();
      throw new LengthError(name, expected, received);
    }
    if (part.length < (end ?? 0)) throw new LengthError(name, end!, part.length);
    return total === null ? end === null : part.length === total;
  }

  async #onDisk(action: () => Promise<void>): Promise<void> {
    this.#throwIfAbandoned();
    this.#disk = action();
    await this.#disk;
    this.#throwIfAbandoned();
  }

  #throwIfAbandoned(): void {
    if (this.#abandoned) throw new Error('nobody waits for this any more');
  }
}
