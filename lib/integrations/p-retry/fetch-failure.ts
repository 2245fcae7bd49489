// What the `fetch` of each runtime says when the network failed. They have no code to go by.
const MESSAGES = new Set([
  ...['fetch failed', 'terminated'], // Node's, undici
  ...['network error', 'Failed to fetch'], // Chromium
  'NetworkError when attempting to fetch resource.', // Firefox
  ...['The Internet connection appears to be offline.', ' A network error occurred.'], // WebKit
  'Network request failed', // cross-fetch
  'Network connection lost', // Cloudflare
]);

const WITH_DETAILS = /^(Failed to fetch \(.*\)$|error sending request for url)/s; // Chromium with the host; Deno

/** Whether a TypeError is no mistake of the program's, but how `fetch` tells of a failure of the network. */
export function isFetchFailure({ name, message }: TypeError): boolean {
  return name === 'TypeError' && (MESSAGES.has(message) || WITH_DETAILS.test(message));
}
