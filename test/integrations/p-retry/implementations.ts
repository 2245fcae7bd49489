import * as theirs from 'p-retry';
import * as ours from '../../../lib/integrations/p-retry/index.ts';

export type Implementation = typeof ours;

/** What is compared: the original comes first, so that a test that asks too much is seen at once. */
export const IMPLEMENTATIONS: ReadonlyArray<readonly [string, Implementation]> = [
  ['p-retry', theirs as unknown as Implementation],
  ['netwake/p-retry', ours],
];
