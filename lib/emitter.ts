import { EventEmitter } from 'node:events';

/**
 * An EventEmitter in which a listener that throws silences no other: its error surfaces as `uncaughtException` once the
 * others have been called.
 */
export class IsolatedEmitter<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
  /** Calls every listener of `event`, whatever they throw. Answers whether there was one. */
  protected notify<Name extends keyof Events & string>(event: Name, payload: Events[Name][0]): boolean {
    const listeners = this.rawListeners(event as never);
    for (const listener of listeners) {
      try {
        Reflect.apply(listener, this, [payload]);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
    return listeners.length > 0;
  }
}
