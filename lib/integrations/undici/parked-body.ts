interface StreamLike {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  off(event: 'error', listener: (error: unknown) => void): unknown;
}

/** A request body while its request is parked: a stream that fails then would end the process, for undici does not listen yet. */
export class ParkedBody {
  readonly #stream: StreamLike | null;
  readonly #onError: (error: unknown) => void;

  constructor(body: unknown, onError: (error: unknown) => void) {
    this.#stream = isStream(body) ? body : null;
    this.#onError = onError;
  }

  hold(): void {
    this.#stream?.on('error', this.#onError);
  }

  release(): void {
    this.#stream?.off('error', this.#onError);
  }
}

function isStream(body: unknown): body is StreamLike {
  if (body === null || typeof body !== 'object') return false;
  return ['on', 'off', 'pipe'].every((name) => typeof Reflect.get(body, name) === 'function');
}
