import { causeChain, codeOf, isThenable, nameOf } from '../causes.ts';
import { InvalidOptionError } from '../errors.ts';
import { classify } from './classify.ts';
import type { AttemptContext } from './attempt-context.ts';
import { markOf } from './marks.ts';

type ErrorClass = abstract new (...args: never[]) => unknown;

/** One entry of `retryableErrors`: a code or name, a class, or a predicate. */
export type RetryableError = string | ErrorClass | ((error: unknown) => boolean);

/** Answers `undefined` to leave the decision to the defaults. */
export type RetryableTest = (error: unknown, context: AttemptContext) => boolean | undefined;

/** Decides whether a failed attempt may be tried again: marks first, then the user's rules, then the defaults. */
export class Judge {
  readonly #test: RetryableTest | null;
  readonly #words = new Set<string>();
  readonly #predicates: Array<(error: unknown) => boolean> = [];

  constructor(test: RetryableTest | null, retryableErrors: readonly RetryableError[]) {
    this.#test = test;
    for (const entry of retryableErrors) {
      if (typeof entry === 'string') this.#words.add(entry);
      else if (isClass(entry)) this.#predicates.push((error) => error instanceof entry);
      else this.#predicates.push(entry);
    }
  }

  isRetryable(error: unknown, context: AttemptContext, isDown = false): boolean {
    const links = causeChain(error);
    for (const link of links) {
      const mark = markOf(link);
      if (mark !== undefined) return mark;
    }
    const answer = this.#test === null ? undefined : atOnce('isRetryable', this.#test(error, context));
    if (typeof answer === 'boolean') return answer;
    if (
      this.#predicates.length > 0 &&
      this.#predicates.some((predicate) => atOnce('retryableErrors', predicate(error)))
    )
      return true;
    if (this.#words.size > 0 && links.some((link) => this.#isNamed(link))) return true;
    return classify(error, isDown);
  }

  #isNamed(link: object): boolean {
    return this.#words.has(codeOf(link) ?? '') || this.#words.has(nameOf(link));
  }
}

// A class can't be called, and a predicate has no prototype worth the name: `class` and Error's own kind are classes.
function isClass(entry: ErrorClass | ((error: unknown) => boolean)): entry is ErrorClass {
  const prototype: unknown = Reflect.get(entry, 'prototype');
  return prototype instanceof Error || entry === Error || /^class\b/.test(Function.prototype.toString.call(entry));
}

// A promise would be taken for a yes, or for no answer at all.
function atOnce<Answer>(option: string, answer: Answer): Answer {
  if (!isThenable(answer)) return answer;
  answer.then(undefined, () => {});
  throw new InvalidOptionError(option, answer, 'a function that answers at once, and not with a promise');
}
