import { NetwakeError } from '../../errors.ts';

/** `ERR_NETWAKE_HTTP_STATUS`: a server answered with a status that is no success. */
export class HttpStatusError extends NetwakeError {
  readonly statusCode: number;
  /** What the retryer reads of them: how long the server asks to wait. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(name: string, statusCode: number, retryAfter: string | null) {
    super('ERR_NETWAKE_HTTP_STATUS', `${name} was answered with status ${statusCode}`);
    this.statusCode = statusCode;
    this.headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
  }
}
