import { itJudges } from '../../retry/failures/real-failure.ts';
import { Lab } from '../support/lab.ts';
import { LAB_FAILURES } from './failures.ts';

describe('what a network fails with is judged by the table', () => {
  itJudges(
    LAB_FAILURES.map(({ provoke, ...row }) => ({
      ...row,
      provoke: async () => {
        await using lab = await Lab.connected();
        return await provoke(lab);
      },
    })),
  );
});
