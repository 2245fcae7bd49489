import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { expect } from 'chai';
import { FileWriter } from '../../lib/record/file-writer.ts';
import { Scratch } from '../support/scratch.ts';

describe('the writer of a file', () => {
  let scratch: Scratch;
  let errors: Error[];

  beforeEach(() => {
    scratch = new Scratch();
    errors = [];
  });

  afterEach(() => scratch[Symbol.dispose]());

  const writerOf = (file: FileHandle): FileWriter => new FileWriter(file, (error) => errors.push(error));

  it('keeps the order, and is through when it is closed', async () => {
    const file = scratch.path('file');
    const writer = writerOf(await open(file, 'wx'));
    const lines: string[] = [];
    for (let line = 0; line < 500; line++) {
      lines.push(`${line} ${'x'.repeat(line)}\n`);
      writer.append(lines[line]!);
      // Some of them while others are being written.
      if (line % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await writer.close();
    expect(readFileSync(file, 'utf8')).to.equal(lines.join(''));
    expect(errors).to.deep.equal([]);
  });

  it('fails once, on a disk that is full, and closes all the same', async () => {
    const writer = writerOf(await open('/dev/full', 'w'));
    writer.append('one\n');
    await writer.close();
    writer.append('two\n');
    expect(errors.map((error) => (error as NodeJS.ErrnoException).code)).to.deep.equal(['ENOSPC']);
  });

  it('fails once, when neither writing nor closing works', async () => {
    const file = await open(scratch.path('file'), 'wx');
    const writer = writerOf(file);
    await file.close();
    file.close = () => Promise.reject(new Error('closed already'));
    writer.append('one\n');
    await writer.close();
    expect(errors.map((error) => (error as NodeJS.ErrnoException).code)).to.deep.equal(['EBADF']);
  });

  it('fails rather than to hold more and more for a disk that does not keep up', async () => {
    const file = await open(scratch.path('file'), 'wx');
    const writer = writerOf(file);
    // None of it is written before this turn of the loop is over.
    const mebibyte = 'x'.repeat(1024 * 1024);
    for (let count = 0; count < 9; count++) writer.append(mebibyte);
    expect(errors).to.have.length(1);
    expect(errors[0]!.message).to.include('does not keep up');
    for (let count = 0; count < 9; count++) writer.append(mebibyte);
    expect(errors).to.have.length(1);
    await file.close();
  });

  it('leaves no listener with the process', async () => {
    const before = process.listenerCount('exit');
    const writer = writerOf(await open(scratch.path('file'), 'wx'));
    writer.append('one\n');
    await writer.close();
    expect(process.listenerCount('exit')).to.equal(before);
  });
});
