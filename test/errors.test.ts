import { expect } from 'chai';
import {
  describe as describeValue,
  InvalidOptionError,
  NetlinkError,
  NetwakeError,
  StateError,
  StoppedError,
  UnknownOptionError,
  WaitTimeoutError,
} from '../lib/errors.ts';

describe('the errors', () => {
  for (const [error, code, name] of [
    [new InvalidOptionError('a', 1, 'b'), 'ERR_NETWAKE_INVALID_OPTION', 'InvalidOptionError'],
    [new UnknownOptionError('a', null), 'ERR_NETWAKE_UNKNOWN_OPTION', 'UnknownOptionError'],
    [new StateError('a'), 'ERR_NETWAKE_STATE', 'StateError'],
    [new StoppedError(), 'ERR_NETWAKE_STOPPED', 'StoppedError'],
    [new WaitTimeoutError('a'), 'ERR_NETWAKE_TIMEOUT', 'WaitTimeoutError'],
    [new NetlinkError('bind', 'EPERM'), 'ERR_NETWAKE_NETLINK', 'NetlinkError'],
  ] as const) {
    it(`${name} is an Error with the code ${code} and its own name`, () => {
      expect(error).to.be.instanceOf(Error).and.instanceOf(NetwakeError);
      expect(error).to.include({ code, name });
    });
  }

  it('name the option and the value that was received', () => {
    const error = new InvalidOptionError('checkHosts[2]', 'nowhere:0', 'a host');
    expect(error).to.include({ option: 'checkHosts[2]', received: 'nowhere:0' });
    expect(error.message).to.include('checkHosts[2]').and.include("'nowhere:0'");
  });

  it('suggest the option that was meant, when there is one', () => {
    expect(new UnknownOptionError('chekHosts', 'checkHosts').message).to.include('checkHosts?');
    expect(new UnknownOptionError('colour', null)).to.include({ option: 'colour', suggestion: null });
  });

  it('carry the refused system call, its errno and the error underneath', () => {
    const cause = new Error('native');
    expect(new NetlinkError('bind', 'EPERM', { cause })).to.include({ syscall: 'bind', errno: 'EPERM', cause });
  });
});

describe('a received value in a message', () => {
  const Nameless = Object.create(null) as object;
  const instanceOf = (name: unknown): object => Object.create({ constructor: { name } }) as object;
  for (const [value, expected] of [
    ['text', "'text'"],
    ['x'.repeat(200), `'${'x'.repeat(77)}...'`],
    ['a\nb\u001b[2J\u2028\u009b', "'a\\nb\\u001b[2J\\u2028\\u009b'"],
    [Number.NaN, 'NaN'],
    [-0, '0'],
    [12n, '12n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('a'), 'Symbol(a)'],
    [[1, 2], 'an array of 2'],
    [new Map(), 'an instance of Map'],
    [Nameless, 'an instance of Object'],
    [function named(): void {}, 'function named'],
    [(() => (): void => {})(), 'function (anonymous)'],
    [{ constructor: { name: { toString: 5 } } }, 'an instance of Object'],
    [{ constructor: { name: '\u001b[2J' } }, 'an instance of Object'],
    [instanceOf('a\u001b[2J'), 'an instance of a\\u001b[2J'],
    [instanceOf({ toString: 5 }), 'an instance of Object'],
    [Object.defineProperty(() => {}, 'name', { value: { toString: 5 } }), 'function (anonymous)'],
    [Symbol('\u001b'), 'Symbol(\\u001b)'],
  ] as const) {
    it(`is ${expected.slice(0, 30)}`, () => {
      expect(describeValue(value)).to.equal(expected);
    });
  }
});
