import { DiagnosticChannel } from '../diagnostic-channel.ts';
import type { CheckResult } from './events.ts';
import type { StateChange } from './snapshot.ts';

/** Every change of state of every monitor of the process, after its own listeners. */
export const STATES: DiagnosticChannel<StateChange> = new DiagnosticChannel('netwake:state');

/** The end of every round, likewise. */
export const CHECKS: DiagnosticChannel<CheckResult> = new DiagnosticChannel('netwake:check');
