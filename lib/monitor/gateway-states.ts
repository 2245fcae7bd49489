import type { PathView } from '../table/path.ts';
import type { HostSnapshot } from './snapshot.ts';

type GatewayState = HostSnapshot['gatewayState'];

/** What is known of gateways, each as `gatewayKey` names it, beside those that are known to have failed. */
export class GatewayStates {
  /** Those that gave a sign of life of their own during the present outage. */
  readonly #answering = new Set<string>();

  note(gateway: string, answered: boolean): void {
    if (answered) this.#answering.add(gateway);
    else this.#answering.delete(gateway);
  }

  /** Where hosts answer, they are what says that their gateways do. */
  forget(): void {
    this.#answering.clear();
  }

  /**
   * Answers what tells the state of a way's gateway.
   *
   * @param failed  those that are known to have failed
   * @param reached  the ways to hosts that answered last
   */
  judge(failed: readonly string[], reached: ReadonlyArray<PathView | null>): (way: PathView | null) => GatewayState {
    const answering = new Set([...this.#answering, ...reached.flatMap((way) => way?.gateways ?? [])]);
    return (way) => {
      const gateway = way?.gateways[0];
      if (gateway === undefined) return null;
      if (failed.includes(gateway)) return 'failed';
      return answering.has(gateway) ? 'reachable' : null;
    };
  }
}
