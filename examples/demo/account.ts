/** What became of one client's download, for the table at the end. Times in nanoseconds of CLOCK_MONOTONIC. */
export class Account {
  readonly maxAttempts: number;
  /** When each invocation got its first bytes, or null. */
  readonly invocations: Array<{ firstByteNs: bigint | null; bytes: number }> = [];
  /** Attempts that failed and counted. */
  failedAttempts = 0;
  finishedNs: bigint | null = null;
  error: unknown = null;

  constructor(maxAttempts: number) {
    this.maxAttempts = maxAttempts;
  }

  /** Answers what to call for every chunk of the invocation that begins now. */
  begin(): (bytes: number) => void {
    const invocation: { firstByteNs: bigint | null; bytes: number } = { firstByteNs: null, bytes: 0 };
    this.invocations.push(invocation);
    return (bytes) => {
      invocation.firstByteNs ??= process.hrtime.bigint();
      invocation.bytes += bytes;
    };
  }

  /** Bytes of the latest invocation. */
  get bytes(): number {
    return this.invocations.at(-1)?.bytes ?? 0;
  }

  /** Notes how the download ended. */
  async settle(outcome: Promise<void>): Promise<void> {
    try {
      await outcome;
      this.finishedNs = process.hrtime.bigint();
    } catch (error) {
      this.error = error;
    }
  }
}
