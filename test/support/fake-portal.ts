import type { Probe } from '../../lib/probe/contract.ts';
import type { PortalAnswer, PortalClient, PortalRequest } from '../../lib/probe/portal-contract.ts';

type Open = { request: PortalRequest; onAnswer: (answer: PortalAnswer) => void };

/** A web that a test is in charge of. */
export class FakePortal implements PortalClient {
  /** All that was ever asked. */
  readonly asked: PortalRequest[] = [];
  readonly open: Set<Open> = new Set();

  get(request: PortalRequest, onAnswer: (answer: PortalAnswer) => void): Probe {
    const asked = { request, onAnswer };
    this.asked.push(request);
    this.open.add(asked);
    return { cancel: () => void this.open.delete(asked) };
  }

  /** The one request that is under way is answered. */
  answer(httpStatus: number, rest: Partial<PortalAnswer> = {}): void {
    this.#end({ error: null, httpStatus, empty: httpStatus === 204, location: null, ...rest });
  }

  fail(error: string): void {
    this.#end({ error, httpStatus: null, empty: false, location: null });
  }

  #end(answer: PortalAnswer): void {
    const [only, ...others] = this.open;
    if (only === undefined || others.length > 0) throw new Error(`${this.open.size} requests are under way, not one`);
    this.open.delete(only);
    only.onAnswer(answer);
  }
}
