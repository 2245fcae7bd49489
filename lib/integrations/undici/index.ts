export { type AnyFetch, createFetch, type FetchRetryOptions } from './create-fetch.ts';
export { download, type DownloadSeams } from './download.ts';
export { DigestError, LengthError, StalledError } from './download-errors.ts';
export type { Digest, DownloadOptions, DownloadProgress } from './download-options.ts';
export { HttpStatusError } from './http-status-error.ts';
export { type AnyDispatch, networkAware } from './network-aware.ts';
export type { OpenFile } from './part-file.ts';
export type { RequestRetryOptions } from './request-policy.ts';
export type { DownloadResult } from './transfer.ts';
