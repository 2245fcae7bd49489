import { propertyOf } from '../causes.ts';
import { InvalidOptionError } from '../errors.ts';

// A registered symbol, so that a mark survives two copies of the package in one process.
const MARK = Symbol.for('netwake.retryable');
// For errors that take no more properties.
const frozen = new WeakMap<object, boolean>();

/**
 * Marks an error as worth another attempt, whatever the defaults say of it. Answers the same error, to be thrown.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when it is not an object
 */
export function retryable<Failure extends object>(error: Failure): Failure {
  return mark(error, true);
}

/**
 * Marks an error as final: it is rethrown at once, as it is. Answers the same error, to be thrown.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when it is not an object
 */
export function nonRetryable<Failure extends object>(error: Failure): Failure {
  return mark(error, false);
}

/** The mark of an error, if it has one. */
export function markOf(error: object): boolean | undefined {
  const mark = propertyOf(error, MARK);
  return typeof mark === 'boolean' ? mark : frozen.get(error);
}

function mark<Failure extends object>(error: Failure, value: boolean): Failure {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) {
    throw new InvalidOptionError('error', error, 'an object');
  }
  const property = { value, configurable: true, writable: true, enumerable: false };
  if (!Reflect.defineProperty(error, MARK, property)) frozen.set(error, value);
  return error;
}
