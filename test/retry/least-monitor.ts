import { EventEmitter } from 'node:events';
import type { NetworkState } from '../../lib/index.ts';
import type { RetryerOptions } from '../../lib/retry/index.ts';
import type { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

/** The least that is a monitor: its state, and the news of it. */
export class LeastMonitor extends EventEmitter {
  state: NetworkState = 'up';

  set(state: NetworkState): void {
    this.state = state;
    this.emit('state', { state });
  }
}

/** One that tells of its state before it has it. */
export class EarlyMonitor extends LeastMonitor {
  override set(state: NetworkState): void {
    this.emit('state', { state });
    this.state = state;
  }
}

export const harnessOn = (monitor: LeastMonitor, options: RetryerOptions = { maxAttempts: 1 }): RetryHarness =>
  new RetryHarness(options, monitor as unknown as ScriptedNetwork);
