const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning'] as const;

type Listener = (what: unknown) => void;

/** What surfaces in the process while it lives: exceptions and rejections that nobody caught, and warnings by their codes. */
export class Surfaced implements Disposable {
  readonly errors: unknown[] = [];
  readonly warnings: unknown[] = [];
  // Mocha's own listeners would fail the test.
  readonly #others = new Map<string, Listener[]>();

  constructor() {
    for (const event of EVENTS) {
      this.#others.set(event, process.rawListeners(event) as Listener[]);
      process.removeAllListeners(event);
    }
    process.on('uncaughtException', (error) => this.errors.push(error));
    process.on('unhandledRejection', (error) => this.errors.push(error));
    process.on('warning', (warning) => this.warnings.push(Reflect.get(warning, 'code')));
  }

  [Symbol.dispose](): void {
    for (const event of EVENTS) {
      process.removeAllListeners(event);
      for (const listener of this.#others.get(event) ?? []) process.on(event, listener);
    }
  }
}
