// Runs tests under something that watches memory or threads: `npm run sanitize -- [address|thread|valgrind]`. Any report
// fails it.
//   address   the unit and the lab tests with the addon built with AddressSanitizer and UndefinedBehaviorSanitizer; the C++
//             tests have it of their own: npm run test:native -- --sanitize address
//   thread    the C++ tests, and the lab tests of worker threads with the addon built with ThreadSanitizer
//   valgrind  the C++ tests under memcheck, and a monitor's life in node, in a network of its own
import { sanitizeAddress, sanitizeThread } from './sanitize-addon.mjs';
import { valgrind } from './valgrind.mjs';

const modes = { address: sanitizeAddress, thread: sanitizeThread, valgrind };

const mode = process.argv[2] ?? 'address';
if (!Object.hasOwn(modes, mode)) {
  process.stderr.write(`there is no '${mode}', only ${Object.keys(modes).join(', ')}\n`);
  process.exit(64);
}
process.exitCode = await modes[mode]();
