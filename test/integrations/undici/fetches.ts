import type { AnyFetch } from '../../../lib/integrations/undici/index.ts';
import { undicis } from './undicis.ts';

/** A fetch, and the classes that belong to it. */
export interface FetchKind {
  fetch: typeof globalThis.fetch;
  Request: typeof globalThis.Request;
  FormData: typeof globalThis.FormData;
  Headers: typeof globalThis.Headers;
}

/** Every fetch that `createFetch` works with. */
export const fetches: Readonly<Record<string, FetchKind>> = {
  'Node’s own fetch': fetchOf(globalThis),
  ...Object.fromEntries(Object.entries(undicis).map(([name, undici]) => [`fetch of ${name}`, fetchOf(undici)])),
};

// They are the same in all that is used here.
function fetchOf({
  fetch,
  Request,
  FormData,
  Headers,
}: Record<Exclude<keyof FetchKind, 'fetch'>, unknown> & { fetch: AnyFetch }): FetchKind {
  return { fetch, Request, FormData, Headers } as unknown as FetchKind;
}
