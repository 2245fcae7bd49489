import { abortable } from './abortable.ts';

/**
 * What comes of something that can't be called off: the opening of a FIFO, a read of a mount that is dead. Once the signal is
 * aborted nobody waits for it any more.
 *
 * @throws the signal's reason, before anything is begun where it is aborted already
 */
export async function untilAborted<Value>(
  signal: AbortSignal | undefined,
  begin: () => Promise<Value>,
): Promise<Value> {
  return abortable<Promise<Value>>(signal, (end) => {
    const going = begin();
    const ended = (): void => end(going);
    going.then(ended, ended);
    return () => {};
  });
}
