// Mocha's spec reporter, which also writes its counts and what failed to the file that NETWAKE_COUNTS names: what
// scripts/test.mjs sums up.
// CommonJS, because that is how mocha loads a reporter by its path.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failing = [];
    runner.on('fail', (test, error) => failing.push(`${test.fullTitle()}\n  ${String(error?.stack ?? error)}`));
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const counts = {
        passed: passes,
        failed: failures,
        skipped: pending,
        unseen: runner.total - runner.stats.tests,
        failing,
      };
      if (process.env.NETWAKE_COUNTS) writeFileSync(process.env.NETWAKE_COUNTS, JSON.stringify(counts));
    });
  }
};
