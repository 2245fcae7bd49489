import { itJudges } from '../../retry/failures/real-failure.ts';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';
import { LAB_FAILURES } from './failures.ts';

concerns(['netlink'], 'no monitor takes part').describe('what a network fails with is judged by the table', () => {
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
