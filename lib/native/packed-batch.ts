import type { AddressRecord, OperState, SourceBatch } from '../sources/contract.ts';

/** How many words the block that is shared with the addon holds. Larger batches, first dumps above all, come in a block of their own. */
export const BLOCK_WORDS = 512;

// Positions in these lists are what a row holds, as native/addon/packed_batch.cc has them.
const OPER_STATES: readonly OperState[] = [
  'unknown',
  'notpresent',
  'down',
  'lowerlayerdown',
  'testing',
  'dormant',
  'up',
];
const SCOPES: ReadonlyArray<AddressRecord['scope']> = ['global', 'site', 'link', 'host', 'nowhere'];

/** One kind of row: how long it is, with its tag, and how it is read. `at` is the position of its first word after the tag. */
interface RowKind {
  words: number;
  texts: number;
  take(batch: SourceBatch, words: Uint32Array, at: number, texts: readonly string[], text: number): void;
}

const link: RowKind = {
  words: 5,
  texts: 3,
  take(batch, words, at, texts, text) {
    const flags = words[at + 1]!;
    (batch.links ??= []).push({
      index: words[at]!,
      name: texts[text]!,
      kind: texts[text + 1]!,
      loopback: (flags & 4) !== 0,
      up: (flags & 1) !== 0,
      carrier: (flags & 2) !== 0,
      operState: OPER_STATES[words[at + 2]!]!,
      mtu: words[at + 3]!,
      mac: texts[text + 2]!,
    });
  },
};

const linkState: RowKind = {
  words: 4,
  texts: 0,
  take(batch, words, at) {
    const flags = words[at + 1]!;
    (batch.links ??= []).push({
      index: words[at]!,
      up: (flags & 1) !== 0,
      carrier: (flags & 2) !== 0,
      operState: OPER_STATES[words[at + 2]!]!,
    });
  },
};

const removedLink: RowKind = {
  words: 2,
  texts: 0,
  take(batch, words, at) {
    (batch.removedLinks ??= []).push(words[at]!);
  },
};

const address: RowKind = {
  words: 6,
  texts: 1,
  take(batch, words, at, texts, text) {
    (batch.addresses ??= []).push(readAddress(words, at, texts[text]!));
  },
};

const removedAddress: RowKind = {
  words: 6,
  texts: 1,
  take(batch, words, at, texts, text) {
    (batch.removedAddresses ??= []).push(readAddress(words, at, texts[text]!));
  },
};

const path: RowKind = {
  words: 4,
  texts: 3,
  take(batch, words, at, texts, text) {
    (batch.paths ??= []).push({
      id: words[at]!,
      error: orNull(texts[text]!),
      local: words[at + 1] !== 0,
      interfaceIndex: words[at + 2]!,
      gateway: orNull(texts[text + 1]!),
      source: orNull(texts[text + 2]!),
    });
  },
};

const route: RowKind = {
  words: 5,
  texts: 2,
  take(batch, words, at, texts, text) {
    (batch.routes ??= []).push({
      deleted: words[at] !== 0,
      family: familyOf(words[at + 1]!),
      destination: texts[text]!,
      gateway: orNull(texts[text + 1]!),
      interfaceIndex: words[at + 2]!,
      table: words[at + 3]!,
    });
  },
};

const resync: RowKind = {
  words: 1,
  texts: 1,
  take(batch, _words, _at, texts, text) {
    batch.resync = texts[text]!;
  },
};

const ready: RowKind = {
  words: 1,
  texts: 0,
  take(batch) {
    batch.ready = true;
  },
};

// By tag; the order is that of native/addon/packed_batch.cc.
const ROW_KINDS: readonly RowKind[] = [
  link,
  linkState,
  removedLink,
  address,
  removedAddress,
  path,
  route,
  resync,
  ready,
];

/**
 * Makes records of what the addon packs.
 *
 * @param count  how many of the words are the batch's
 * @throws Error when the rows are not of this version
 */
export function unpackBatch(words: Uint32Array, count: number, texts: readonly string[]): SourceBatch {
  const batch: SourceBatch = {};
  let text = 0;
  for (let at = 0; at < count;) {
    const kind = ROW_KINDS[words[at]!];
    if (kind === undefined) throw new Error(`the addon is of another version: it sent a row of kind ${words[at]}`);
    kind.take(batch, words, at + 1, texts, text);
    at += kind.words;
    text += kind.texts;
  }
  return batch;
}

function readAddress(words: Uint32Array, at: number, text: string): AddressRecord {
  const flags = words[at + 4]!;
  return {
    index: words[at]!,
    family: familyOf(words[at + 1]!),
    address: text,
    prefixLength: words[at + 2]!,
    scope: SCOPES[words[at + 3]!]!,
    tentative: (flags & 1) !== 0,
    deprecated: (flags & 2) !== 0,
  };
}

function familyOf(word: number): 4 | 6 {
  return word === 6 ? 6 : 4;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
