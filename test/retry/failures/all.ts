import { CLIENT_FAILURES } from './clients.ts';
import { MISTAKES } from './mistakes.ts';
import { NAME_FAILURES } from './names.ts';
import { OWN_FAILURES } from './own.ts';
import type { RealFailure } from './real-failure.ts';
import { SOCKET_FAILURES } from './sockets.ts';
import { UNDICI_FAILURES } from './undici.ts';

/** Everything that can be provoked on loopback. */
export const LOOPBACK_FAILURES: readonly RealFailure[] = [
  ...SOCKET_FAILURES,
  ...NAME_FAILURES,
  ...UNDICI_FAILURES,
  ...CLIENT_FAILURES,
  ...MISTAKES,
  ...OWN_FAILURES,
];

const CLOUD = 'only the service itself gives it, and no test may reach one';

/** Rows whose error no test provokes, and why. */
export const NOT_PROVOKED: ReadonlyMap<string, string> = new Map([
  ['ENETDOWN', 'Linux gives it to packet sockets, which Node cannot open; other systems give it to TCP'],
  ...[
    'ThrottlingException',
    'Throttling',
    'SlowDown',
    'RequestTimeout',
    'RequestLimitExceeded',
    'TooManyRequests',
    'TooManyRequestsException',
    'ProvisionedThroughputExceededException',
    'TransactionInProgressException',
    'InternalError',
    'ServiceUnavailable',
  ].map((word): [string, string] => [word, CLOUD]),
]);
