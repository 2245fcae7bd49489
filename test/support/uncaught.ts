/** What surfaces as an uncaught exception from `act` and the turn after it. */
export async function uncaughtExceptions(act: () => void): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  // Mocha's own would fail the test.
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  try {
    act();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of others) process.on('uncaughtException', listener);
  }
  return uncaught;
}
