import { expect } from 'chai';

/** The error that `act` throws. Fails when it throws none. */
export function thrownBy(act: () => unknown): Error & { code?: string } {
  let thrown: unknown;
  expect(() => {
    try {
      act();
    } catch (error) {
      thrown = error;
      throw error;
    }
  }).to.throw();
  return thrown as Error & { code?: string };
}

/** The reason for which `promise` rejects. Fails when it resolves. */
export async function reasonOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const settled = await promise.then(
    () => ({ rejected: false, reason: null }),
    (reason: unknown) => ({ rejected: true, reason }),
  );
  expect(settled.rejected, 'rejected').to.equal(true);
  return settled.reason as Error & { code?: string };
}
