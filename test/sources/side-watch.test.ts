import { expect } from 'chai';
import type { PathQuery, SourceBatch } from '../../lib/sources/contract.ts';
import { FIRST_SIDE_ID as SIDE, SideWatch } from '../../lib/sources/side-watch.ts';
import { link, path, query } from '../support/records.ts';

const [FIRST, SECOND] = [query(SIDE, '10.0.0.9'), query(SIDE + 1, '10.0.0.10')];

/** A side watch, and what its source and its sink are told by it, in order. */
class Scene {
  readonly told: string[] = [];
  delivered: SourceBatch[] = [];
  readonly side: SideWatch = new SideWatch(
    {
      onPaths: (paths) => void this.told.push(`answers ${paths.map(({ id }) => id - SIDE).join()}`),
      afterBatch: (alone) => void this.told.push(alone ? 'after answers alone' : 'after a batch'),
    },
    {
      watch: (added, removed) => void this.told.push(`watch +${ids(added)} -${removed.map((id) => id - SIDE).join()}`),
      onMoved: () => void this.told.push(`exits ${this.side.withExits([2])!.join()}`),
      onClose: () => void this.told.push('closed'),
    },
  );

  /** Answers what was told because of it. */
  pass(batch: SourceBatch, tapped = false): string[] {
    this.told.length = this.delivered.length = 0;
    this.side.around((rest) => this.delivered.push(rest), tapped)(batch);
    return this.told;
  }

  change(added: readonly PathQuery[], removed: readonly PathQuery[] = []): string[] {
    this.told.length = 0;
    this.side.change(added, removed);
    return this.told;
  }
}

function ids(queries: readonly PathQuery[]): string {
  return queries.map(({ id }) => id - SIDE).join();
}

describe('what is watched aside', () => {
  it('is asked for one by one, and each without the others', () => {
    const scene = new Scene();
    expect(scene.change([FIRST])).to.deep.equal(['watch +0 -']);
    expect(scene.change([SECOND])).to.deep.equal(['watch +1 -']);
    expect(scene.change([], [FIRST])).to.deep.equal(['watch + -0']);
    expect(scene.change([], [])).to.deep.equal([]);
    expect(scene.side.queries).to.deep.equal([SECOND]);
  });

  it('is nothing to the sink of the source, nor is a batch of its answers alone', () => {
    const scene = new Scene();
    scene.change([FIRST]);
    expect(scene.pass({ paths: [path(SIDE)] })).to.include.members(['answers 0', 'after answers alone']);
    expect(scene.delivered).to.deep.equal([]);
    const links = [link(2, 'eth0')];
    expect(scene.pass({ links, paths: [path(1), path(SIDE)] })).to.deep.equal(['answers 0', 'after a batch']);
    expect(scene.delivered).to.deep.equal([{ links, paths: [path(1)] }]);
    expect(scene.pass({ links })).to.deep.equal(['after a batch']);
    expect(scene.delivered).to.deep.equal([{ links }]);
  });

  it('leaves what is empty then to a tap', () => {
    const scene = new Scene();
    scene.change([FIRST]);
    scene.pass({ paths: [path(SIDE)] }, true);
    expect(scene.delivered).to.deep.equal([{}]);
  });

  it('is told nothing of what has been taken back', () => {
    const scene = new Scene();
    scene.change([FIRST, SECOND]);
    scene.change([], [FIRST]);
    expect(scene.pass({ paths: [path(SIDE), path(SIDE + 1)] })).to.include('answers 1');
    scene.side.close();
    scene.pass({ paths: [path(SIDE + 1)] });
    expect([scene.side.queries, scene.delivered]).to.deep.equal([[], []]);
  });

  it('has the source attend to the interfaces by which its ways leave, told when these become others', () => {
    const scene = new Scene();
    scene.change([FIRST, SECOND]);
    expect(scene.pass({ paths: [path(SIDE, { interfaceIndex: 3 })] })).to.include('exits 2,3');
    expect(scene.pass({ paths: [path(SIDE + 1, { interfaceIndex: 3 })] }).join()).not.to.include('exits');
    expect(scene.pass({ paths: [path(SIDE, { interfaceIndex: 0, error: 'ENETUNREACH' })] }).join()).not.to.include(
      'exits',
    );
    expect(scene.change([], [SECOND])).to.deep.equal(['watch + -1', 'exits 2']);
    expect(scene.side.withExits(null)).to.equal(null);
  });

  it('is all taken back at its end', () => {
    const scene = new Scene();
    scene.change([FIRST, SECOND]);
    scene.told.length = 0;
    scene.side.close();
    expect(scene.told).to.deep.equal(['watch + -0,1', 'closed']);
  });
});
