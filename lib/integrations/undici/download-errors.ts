import { NetwakeError } from '../../errors.ts';
import { retryable } from '../../retry/marks.ts';

/** `ERR_NETWAKE_DIGEST`: what was downloaded is not what it was to be. It has been removed. */
export class DigestError extends NetwakeError {
  readonly algorithm: string;
  /** In hexadecimal digits, like `received`. */
  readonly expected: string;
  readonly received: string;

  constructor(name: string, algorithm: string, expected: string, received: string) {
    super('ERR_NETWAKE_DIGEST', `${name} has the ${algorithm} ${received} in the place of ${expected}`);
    this.algorithm = algorithm;
    this.expected = expected;
    this.received = received;
  }
}

/** `ERR_NETWAKE_STALLED`: nothing came for as long as `stallTimeout`. Retryable, and taken for the network's fault until that is verified. */
export class StalledError extends NetwakeError {
  constructor(name: string, stallMs: number) {
    // By the code of its cause it is classified.
    const cause = Object.assign(new Error(`nothing came for ${stallMs} ms`), { code: 'ETIMEDOUT' });
    super('ERR_NETWAKE_STALLED', `${name}: nothing came for ${stallMs} ms`, { cause });
  }
}

/** `ERR_NETWAKE_DOWNLOAD`: a server sent fewer or more bytes than it had said. Retryable when they were fewer. */
export class LengthError extends NetwakeError {
  constructor(name: string, expected: number, received: number) {
    const count = received < expected ? `only ${received}` : 'more';
    super('ERR_NETWAKE_DOWNLOAD', `${name}: ${count} came of ${expected} bytes`);
    if (received < expected) retryable(this);
  }
}
