import { expect } from 'chai';
import { NotifySocket } from '../../lib/cli/notify-socket.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('the socket of a service manager', () => {
  let clock: ManualClock;
  let arrived: string[];
  let warned: string[];
  /** The errno that sending fails with now. */
  let errno: string | null;
  let socket: NotifySocket;

  beforeEach(() => {
    clock = new ManualClock();
    [arrived, warned, errno] = [[], [], null];
    const deliver = (text: string): void => {
      if (errno !== null) throw Object.assign(new Error(`sendto: ${errno}`), { syscall: 'sendto', errno });
      arrived.push(text);
    };
    socket = new NotifySocket(deliver, { clock, warn: (text) => void warned.push(text) });
  });

  it('is sent everything at once', () => {
    socket.send('READY=1');
    socket.send('STOPPING=1');
    expect(arrived).to.deep.equal(['READY=1', 'STOPPING=1']);
    expect(clock.pending).to.be.empty;
  });

  it('is sent later what its queue had no room for, in order', () => {
    errno = 'EAGAIN';
    socket.send('READY=1');
    socket.send('STATUS=up');
    clock.advance(100);
    errno = null;
    socket.send('STATUS=down');
    expect(arrived).to.deep.equal([]);
    clock.advance(100);
    expect(arrived).to.deep.equal(['READY=1', 'STATUS=up', 'STATUS=down']);
    expect(warned).to.deep.equal([]);
  });

  it('that is never read costs no more than some lines, of which the important ones stay', () => {
    errno = 'EAGAIN';
    socket.send('READY=1');
    for (let count = 0; count < 1_000; count++) socket.send(`STATUS=${count}`);
    errno = null;
    clock.advance(100);
    expect(arrived).to.have.length(16);
    expect([arrived[0], arrived.at(-1)]).to.deep.equal(['READY=1', 'STATUS=999']);
  });

  it('that is gone is told of once, and tried on', () => {
    errno = 'ECONNREFUSED';
    socket.send('READY=1');
    socket.send('STATUS=up');
    expect(warned).to.deep.equal(['the service manager was not told: sendto: ECONNREFUSED']);
    errno = null;
    socket.send('STATUS=down');
    expect(arrived).to.deep.equal(['STATUS=down']);
  });
});
