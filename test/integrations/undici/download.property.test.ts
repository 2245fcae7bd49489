import { expect } from 'chai';
import fc from 'fast-check';
import { DownloadRig } from './download-rig.ts';
import { contentOf, serve, type Serving } from './file-acts.ts';
import { answer, reset, type Act } from './http-script.ts';

/** What may become of one request: how far its answer comes, and in which way it is wrong. */
const fates: fc.Arbitrary<Serving | 'reset' | 'busy'> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('reset' as const, 'busy' as const) },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        cutAfter: fc.integer({ min: 1, max: 200_000 }),
        reset: fc.boolean(),
        ignoresRange: fc.boolean(),
        chunked: fc.boolean(),
        most: fc.integer({ min: 1, max: 200_000 }),
        contentRange: fc.constantFrom('bytes 0-1/2', ''),
      },
      { requiredKeys: ['cutAfter'] },
    ),
  },
);

const entity = fc.record({
  bytes: fc.integer({ min: 1, max: 200_000 }),
  seed: fc.constantFrom('first', 'second'),
  tag: fc.constantFrom<Array<'strong' | 'weak' | 'none'>>('strong', 'strong', 'strong', 'weak', 'none'),
});

function actOf(file: { content: Buffer; headers: Record<string, string> }, fate: Serving | 'reset' | 'busy'): Act {
  if (fate === 'reset') return reset;
  if (fate === 'busy') return answer(503);
  return serve(file, fate);
}

describe('a download, whatever becomes of its requests', () => {
  it('ends with the right bytes, each of them written once, and behind the one before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entity, { minLength: 1, maxLength: 2 }),
        fc.array(fates, { maxLength: 6 }),
        async (entities, many) => {
          const files = entities.map(({ bytes, seed, tag }) => {
            const name = `"${seed} ${bytes}"`;
            const tags = { strong: { ETag: name }, weak: { ETag: `W/${name}` }, none: {} };
            return { content: contentOf(bytes, seed), headers: tags[tag] as Record<string, string> };
          });
          // It changes in the midst, once at most.
          const last = files.at(-1)!;
          const acts = many.map((fate, index) => actOf(index < many.length / 2 ? files[0]! : last, fate));
          await using rig = await DownloadRig.of(...acts, serve(last));
          await rig.download({ maxAttempts: Infinity, initialDelay: 0, monitor: null });
          const read = rig.read()!;
          expect(files.some(({ content }) => content.equals(read))).to.equal(true);
          const { written, misplaced } = rig.log;
          expect(misplaced).to.deep.equal([]);
          expect(written[0]!.position).to.equal(0);
          expect(written.reduce((sum, { bytes }) => sum + bytes, 0)).to.equal(read.length);
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(120_000);
});
