import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidOptionError } from '../../errors.ts';
import type { RetrySeams } from '../../retry/policy.ts';
import { Claim } from './claim.ts';
import { type DownloadOptions, readDownloadOptions } from './download-options.ts';
import { type OpenFile, PartFile } from './part-file.ts';
import { type DownloadResult, Transfer } from './transfer.ts';

/** What tests put in the place of the system. */
export interface DownloadSeams extends RetrySeams {
  openFile?: OpenFile;
}

/**
 * Downloads a file by GET, and continues it where an outage, a reset or the end of an earlier process has cut it off: with Range
 * and If-Range, as long as its ETag is strong, or it has a Last-Modified that is, and stays the same. What has changed meanwhile
 * begins anew. Until it is complete it is `DESTINATION.part`, with `DESTINATION.part.json` beside it; then it is written through
 * to the disk (fsync), and takes the place of what had its name.
 *
 * An attempt that got further than ever before does not count, and the next one follows at once; `maxAttempts` is for failures
 * in a row that bring nothing, on a network that is usable. `maxElapsedTime` counts from the last progress too.
 *
 * @param destination  a path, or a `file:` URL
 * @throws HttpStatusError `ERR_NETWAKE_HTTP_STATUS` for a status that is not tried again; RetryError
 *   `ERR_NETWAKE_RETRY_EXHAUSTED`; DigestError `ERR_NETWAKE_DIGEST`; StateError `ERR_NETWAKE_STATE` when another download of
 *   this process writes to the same files; the error of the file system itself; the signal's reason on abort
 */
export async function download(
  url: string | URL,
  destination: string | URL,
  options: DownloadOptions = {},
  seams: DownloadSeams = {},
): Promise<DownloadResult> {
  const href = readUrl(url);
  const file = readDestination(destination);
  const read = readDownloadOptions(options);
  read.signal?.throwIfAborted();
  using _claim = await Claim.of(file);
  const part = await PartFile.find(file, href, seams.openFile);
  return await new Transfer(href, part, read, seams).run();
}

function readUrl(url: unknown): string {
  const text = url instanceof URL ? url.href : url;
  if (typeof text === 'string' && URL.canParse(text)) {
    const { protocol, href } = new URL(text);
    if (protocol === 'http:' || protocol === 'https:') return href;
  }
  throw new InvalidOptionError('url', url, 'an http: or https: URL');
}

function readDestination(destination: unknown): string {
  if (destination instanceof URL && destination.protocol === 'file:') return fileURLToPath(destination);
  if (typeof destination === 'string' && destination !== '') return path.resolve(destination);
  throw new InvalidOptionError('destination', destination, 'a path, or a file: URL');
}
