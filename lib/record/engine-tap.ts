import type { Effect } from '../state/machine.ts';
import type { Hint } from './hint.ts';

/** Who records an engine: hears of what steers it, besides the parts that it is made of, and of the states that it comes to. */
export interface EngineTap {
  /** A round is asked for. */
  onCheck(): void;
  onHint(hint: Hint): void;
  /** It is about to end. */
  onStop(): void;
  /** Before anybody else is told. */
  onPublish(effect: Extract<Effect, { type: 'publish' }>): void;
}
