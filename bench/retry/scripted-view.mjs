import { EventEmitter } from 'node:events';

/** A monitor whose state is set by hand: what a real one costs is not the retryer's. */
export class ScriptedView extends EventEmitter {
  constructor(state) {
    super();
    this.state = state;
  }

  set(state) {
    this.state = state;
    this.emit('state', { state });
  }

  reportSuccess() {}
  reportFailure() {}
}
