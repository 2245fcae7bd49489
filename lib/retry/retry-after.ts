import type { Clock } from '../clock.ts';

/**
 * How long the server asked to wait, in milliseconds: `error.retryAfterMs`, or the Retry-After header (RFC 9110, 10.2.3) on
 * `error.response.headers` or `error.headers`. Null when it did not ask.
 */
export function retryAfterMs(error: unknown, clock: Clock): number | null {
  try {
    return readRetryAfter(error, clock);
  } catch {
    // A getter that throws, a proxy that refuses: it does not ask for anything.
    return null;
  }
}

function readRetryAfter(error: unknown, clock: Clock): number | null {
  if (error === null || typeof error !== 'object') return null;
  const { retryAfterMs: stated, response } = error as Partial<Record<string, unknown>>;
  if (typeof stated === 'number' && stated >= 0) return stated;
  const header = headerOf(response) ?? headerOf(error);
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - clock.wallNow().getTime());
}

// A Headers object, or a plain one in any case.
function headerOf(holder: unknown): string | null {
  if (holder === null || typeof holder !== 'object') return null;
  const { headers } = holder as { headers?: unknown };
  if (headers === null || typeof headers !== 'object') return null;
  const get: unknown = Reflect.get(headers, 'get');
  if (typeof get === 'function') {
    const value: unknown = Reflect.apply(get, headers, ['retry-after']);
    return typeof value === 'string' ? value : null;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() !== 'retry-after') continue;
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' || typeof first === 'number' ? String(first) : null;
  }
  return null;
}
