import type { Account } from './account.ts';
import type { Outage } from './outage.ts';

const LABEL_WIDTH = 44;
const COLUMN_WIDTH = 16;

/** Both downloads side by side. */
export function summary(outage: Outage, netwake: Account, plain: Account, zeroNs: bigint): string {
  const row = (label: string, cell: (account: Account) => string): string =>
    label.padEnd(LABEL_WIDTH) + [netwake, plain].map((account) => cell(account).padStart(COLUMN_WIDTH)).join('');
  return [
    ''.padEnd(LABEL_WIDTH) + ['netwake', 'plain backoff'].map((name) => name.padStart(COLUMN_WIDTH)).join(''),
    row('download finished after', ({ finishedNs }) => seconds(zeroNs, finishedNs) ?? 'never: gave up'),
    row('attempts used up by the outage', ({ failedAttempts, maxAttempts }) => `${failedAttempts} of ${maxAttempts}`),
    row('idle after the cable was back', (account) => seconds(outage.pluggedNs, resumedNs(account)) ?? 'for good'),
    '',
    ...heard(outage),
    '',
  ].join('\n');
}

/** What the demo promises and did not keep, a line each. */
export function brokenPromises(outage: Outage, netwake: Account, fileBytes: number): string[] {
  const resumed = resumedNs(netwake);
  const promises: Array<[kept: boolean, broken: string]> = [
    [outage.downHeardUs !== null, 'the monitor did not hear that the cable was pulled'],
    [outage.upHeardUs !== null, 'the monitor did not hear that the cable was back'],
    [netwake.finishedNs !== null, `the download through netwake failed: ${String(netwake.error)}`],
    [netwake.bytes === fileBytes, `the download through netwake has ${netwake.bytes} of ${fileBytes} bytes`],
    [netwake.failedAttempts === 0, `the outage used up ${netwake.failedAttempts} of netwake's attempts`],
    [netwake.invocations.length === 2, `netwake tried ${netwake.invocations.length} times where 2 should do`],
    [resumed !== null && resumed > outage.pluggedNs, 'the download ended before the outage: it shows nothing'],
  ];
  return promises.filter(([kept]) => !kept).map(([, broken]) => broken);
}

// When the download that was finished in the end got its first bytes.
function resumedNs({ finishedNs, invocations }: Account): bigint | null {
  return finishedNs === null ? null : (invocations.at(-1)?.firstByteNs ?? null);
}

function heard({ downHeardUs, upHeardUs }: Outage): string[] {
  const figure = (microseconds: number | null): string => `${microseconds ?? 'not in'} µs`.padStart(COLUMN_WIDTH);
  return [
    'cable pulled, until the listener was called'.padEnd(LABEL_WIDTH) + figure(downHeardUs),
    'cable back, until the listener was called'.padEnd(LABEL_WIDTH) + figure(upHeardUs),
    'Both count from right before the command went to a waiting `ip -batch`: its wake-up and its system call are in them.',
    'The way back also holds the first probe that was answered.',
  ];
}

function seconds(fromNs: bigint, toNs: bigint | null): string | null {
  return toNs === null ? null : `${(Number(toNs - fromNs) / 1e9).toFixed(3)} s`;
}
