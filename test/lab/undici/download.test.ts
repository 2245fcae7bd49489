import { expect } from 'chai';
import { download } from '../../../lib/integrations/undici/index.ts';
import { WriteLog } from '../../integrations/undici/write-log.ts';
import { Scratch } from '../../support/scratch.ts';
import { EXPORT_OUTAGES, EXPORT_URL, startExport } from '../support/export.ts';
import { exportDigest } from '../support/export-content.mjs';
import { reaches } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

const BYTES = 200_000_000;

/** How far a download is, for those who wait for it. */
class Meter {
  bytes = 0;
  #waits: Array<{ bytes: number; resolve: () => void }> = [];

  readonly onProgress = ({ bytes }: { bytes: number }): void => {
    this.bytes = bytes;
    for (const { resolve } of this.#waits.filter((wait) => wait.bytes <= bytes)) resolve();
    this.#waits = this.#waits.filter((wait) => wait.bytes > bytes);
  };

  reaches(bytes: number): Promise<void> {
    if (this.bytes >= bytes) return Promise.resolve();
    return new Promise((resolve) => this.#waits.push({ bytes, resolve }));
  }
}

describe('a download of 200 MB with two attempts', () => {
  it('is carried over five outages: the right bytes, each of them written once, and no attempt used up', async () => {
    await using lab = await Lab.connected();
    const server = await startExport(lab, BYTES);
    await using monitor = new NetworkMonitor();
    await monitor.start();
    await reaches(monitor, 'up');
    using scratch = new Scratch();
    const meter = new Meter();
    const log = new WriteLog();
    const lines: string[] = [];
    const note = (_: object, line: string): unknown => lines.push(line);
    const done = download(
      EXPORT_URL,
      scratch.path('export.bin'),
      {
        monitor,
        maxAttempts: 2,
        logger: { debug: note, info: note, warn: note, error: note },
        digest: { algorithm: 'sha256', hex: exportDigest(BYTES) },
        onProgress: meter.onProgress,
      },
      { openFile: log.openFile },
    );
    const step = BYTES / (Object.keys(EXPORT_OUTAGES).length + 1);
    for (const [index, { cut, mend }] of Object.values(EXPORT_OUTAGES).entries()) {
      await Promise.race([meter.reaches((index + 1) * step), done]);
      await cut(lab, server);
      if (mend === null) continue;
      await reaches(monitor, 'down');
      const before = meter.bytes;
      await mend(lab);
      await Promise.race([meter.reaches(before + 1), done]);
    }
    const { bytes: all, requests } = await done;
    expect(all).to.equal(BYTES);
    // One an interruption; one more where the way was lost a moment before the network was, and one less where an outage is over
    // before it is known of the server that it is cut off as well: its connection goes on.
    expect(requests).to.be.within(5, 10);
    expect([log.begun, log.misplaced]).to.deep.equal([1, []]);
    expect(log.written.reduce((sum, { bytes }) => sum + bytes, 0)).to.equal(BYTES);
    expect(lines).not.to.include('operation failed, retrying');
  }).timeout(60_000);
});
