import type { Hint } from '../record/hint.ts';
import type { Engine } from './engine.ts';

/** Has the engine take in what others than its parts have to say. */
export function giveHint(engine: Pick<Engine, 'parts' | 'dispatch'>, hint: Hint): void {
  engine.parts.tap?.onHint(hint);
  engine.dispatch({ type: hint.type, cause: { type: hint.type === 'wake' ? 'wake' : 'probe' } });
}
