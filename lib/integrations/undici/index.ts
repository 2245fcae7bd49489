export { HttpStatusError } from './http-status-error.ts';
export { type AnyDispatch, networkAware } from './network-aware.ts';
export type { RequestRetryOptions } from './request-policy.ts';
