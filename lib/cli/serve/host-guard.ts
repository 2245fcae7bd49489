/**
 * Whether a request may have been meant for a server on loopback, by its Host header. A page of anybody's can point a name of
 * its own at 127.0.0.1, and read then what the browser takes for its own server (DNS rebinding): that takes a name. Programs
 * that send no such header are no browsers.
 */
export function isForThisMachine(host: string | undefined): boolean {
  if (host === undefined) return true;
  // A scheme's own form of an address: nothing that a name service knows.
  return (
    URL.canParse(`http://${host}`) && /^(localhost|\[.*\]|\d+(\.\d+){3})$/.test(new URL(`http://${host}`).hostname)
  );
}
