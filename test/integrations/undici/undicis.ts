import * as undici6 from 'undici6';
import * as undici7 from 'undici7';

/** Both interfaces that `netwake/undici` works with. */
export type Undici = Pick<
  typeof undici7,
  'Agent' | 'Client' | 'request' | 'fetch' | 'interceptors' | 'FormData' | 'Headers' | 'Request'
>;

export const undicis: Readonly<Record<string, Undici>> = {
  'undici 6': undici6 as unknown as Undici,
  'undici 7': undici7,
};
