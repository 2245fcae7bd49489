/**
 * What a failure means for the next attempt.
 *
 * - `network`: another attempt may help, and the network itself is suspected: it is verified before the attempt counts
 * - `service`: another attempt may help; somebody answered, so the network is not suspected
 * - `barred`: the kernel forbids the way: final as long as the network is usable, and an outage's doing while it is down
 * - `final`: another attempt would fail like this one
 */
export type Verdict = 'network' | 'service' | 'barred' | 'final';

/** A code or a name of an error, what it is taken for, and what it says. */
export type FailureRow = readonly [word: string, verdict: Verdict, says: string];

/** By `code`, by the name of `errno`, or by `name`. What stands in none of the tables decides nothing. */
export const FAILURES: readonly FailureRow[] = [
  // Of the system, and of a name server. Numbers and meanings: errno(3), gai_strerror(3), ares_strerror(3).
  ['ECONNREFUSED', 'service', 'nobody listens on that port: the host answered'],
  ['ECONNRESET', 'network', 'the connection was reset'],
  ['ECONNABORTED', 'network', 'the connection was given up on this side; a time-out of axios'],
  ['ETIMEDOUT', 'network', 'no answer in time'],
  ['EPIPE', 'network', 'written to a connection that the other end had closed'],
  ['ENETUNREACH', 'network', 'no route'],
  ['EHOSTUNREACH', 'network', 'no neighbour answers, or a router says so'],
  ['ENETDOWN', 'network', 'the interface is down'],
  ['EHOSTDOWN', 'network', 'a router says that the host is down'],
  ['EADDRNOTAVAIL', 'network', 'the source address is gone'],
  ['EAI_AGAIN', 'network', 'getaddrinfo: no name server answered'],
  ['ENOTFOUND', 'network', 'the name is not known, as behind a captive portal or without a VPN'],
  ['ETIMEOUT', 'network', 'c-ares: no name server answered'],
  ['ESERVFAIL', 'network', 'c-ares: the name server could not find out; getaddrinfo makes it EAI_AGAIN'],
  // Of undici, and so of Node's own fetch.
  ['UND_ERR_CONNECT_TIMEOUT', 'network', 'undici: no connection in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'network', 'undici: no response in time'],
  ['UND_ERR_BODY_TIMEOUT', 'network', 'undici: the body stopped coming'],
  ['UND_ERR_SOCKET', 'network', 'undici: the connection ended too early'],
  // Of time limits, and of netwake itself.
  ['TimeoutError', 'network', '`AbortSignal.timeout()`, and clients with an error of that name'],
  ['ERR_NETWAKE_ATTEMPT_TIMEOUT', 'network', 'the attempt took longer than `attemptTimeout`'],
  ['ERR_NETWAKE_NETWORK_DOWN', 'network', '`abortOnNetworkDown` ended the attempt'],
  ['ERR_NETWAKE_PATH_LOST', 'network', 'the same, because its source address, interface or route was gone'],
  ['ERR_NETWAKE_COMMAND', 'network', '`netwake run`: a command failed, and does not say of what'],
  // Of cloud services, whose code may come with a status of 400.
  ['ThrottlingException', 'service', 'AWS: too many requests'],
  ['Throttling', 'service', 'AWS: the same, of its query protocols'],
  ['SlowDown', 'service', 'S3: too many requests'],
  ['RequestTimeout', 'service', 'S3: the body came too slowly'],
  ['RequestLimitExceeded', 'service', 'EC2: too many requests'],
  ['TooManyRequests', 'service', 'Azure: too many requests'],
  ['TooManyRequestsException', 'service', 'AWS Lambda: too many requests'],
  ['ProvisionedThroughputExceededException', 'service', 'DynamoDB, Kinesis: too many requests'],
  ['TransactionInProgressException', 'service', 'DynamoDB: the same transaction is still under way'],
  ['InternalError', 'service', "S3: the service's own fault"],
  ['ServiceUnavailable', 'service', 'S3 and others: overloaded'],
  // Somebody's will, or a bug: whatever lies beneath as its cause.
  ['AbortError', 'final', 'aborted; one whose cause is a TimeoutError is a time-out'],
  ['ReferenceError', 'final', 'a programming error'],
  ['SyntaxError', 'final', 'a programming error, or data that is broken'],
  ['RangeError', 'final', 'a programming error'],
  ['AssertionError', 'final', 'a programming error'],
  ['ERR_INVALID_URL', 'final', 'not an address'],
  ['ENOENT', 'final', 'no such file'],
  ['EACCES', 'final', 'forbidden by the system'],
  ['EPERM', 'final', 'forbidden by the system, also by a firewall of this machine'],
];

/** A code with the call that failed, by the beginning of `syscall`, where that changes what it says. */
export type CallRow = readonly [code: string, call: string, verdict: Verdict, says: string];

/** They go before {@link FAILURES}. */
export const FAILURES_OF_CALLS: readonly CallRow[] = [
  ['ECONNREFUSED', 'query', 'network', 'c-ares: there was no way to a name server, or none listens'],
  ['EACCES', 'connect', 'barred', 'a `prohibit` route'],
  ['EACCES', 'send', 'barred', 'the same, of a datagram'],
  ['EINVAL', 'connect', 'barred', 'a `blackhole` route'],
  ['EINVAL', 'send', 'barred', 'the same, of a datagram'],
];

/** Statuses that say "later" (RFC 9110, 15.5 and 15.6; RFC 6585; RFC 8470). Every other one from 400 on is final. */
export const RETRYABLE_STATUSES: ReadonlyArray<readonly [status: number, says: string]> = [
  [408, 'Request Timeout'],
  [425, 'Too Early'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
];

/** A code that counts beside a status below 400 only: axios has it for statuses from 400 on too. */
export const CUT_OFF: FailureRow = ['ERR_BAD_RESPONSE', 'network', 'axios: the body was cut off'];

const words = new Map(FAILURES.map(([word, verdict]) => [word, verdict]));
const statuses = new Set(RETRYABLE_STATUSES.map(([status]) => status));

export function verdictOfWord(word: string | null): Verdict | null {
  return word === null ? null : (words.get(word) ?? null);
}

/** @param port  where to, for calls that go to a port: a Unix socket, or a wrong argument, has none */
export function verdictOfCall(code: string | null, call: unknown, port: unknown): Verdict | null {
  if (code === null || typeof call !== 'string') return null;
  const row = FAILURES_OF_CALLS.find((each) => each[0] === code && call.startsWith(each[1]));
  return row === undefined || (row[2] === 'barred' && typeof port !== 'number') ? null : row[2];
}

export function verdictOfStatus(status: number | null, code: string | null): Verdict | null {
  if (status === null) return null;
  // Below 400 it is no failure by itself.
  if (status < 400) return code === CUT_OFF[0] ? CUT_OFF[1] : null;
  return statuses.has(status) ? 'service' : 'final';
}
