import { EventEmitter } from 'node:events';

/**
 * An EventEmitter in which a listener that throws silences no other: its error surfaces as `uncaughtException` once the
 * others have been called.
 */
export class IsolatedEmitter<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
  /** Calls every listener of `event`, whatever they throw. Answers whether there was one. */
  protected notify<Name extends keyof Events & string>(event: Name, payload: Events[Name][0]): boolean {
    const listeners = this.rawListeners(event as never);
    // By index, as elsewhere on the way of an event: an iterator's code is cold when one comes, and costs microseconds.
    for (let index = 0; index < listeners.length; index++) {
      try {
        Reflect.apply(listeners[index]!, this, [payload]);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
    return listeners.length > 0;
  }
}
