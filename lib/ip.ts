/**
 * The family of a literal address, or null for anything else. What `net.isIP` answers, but for addresses with a zone, which
 * it takes: without node:net, whose import costs a process a megabyte and a half.
 */
export function addressFamily(text: string): 4 | 6 | null {
  if (/^\d+(?:\.\d+){3}$/.test(text)) {
    // The URL parser reads other forms too, such as 1.2.3: what it doesn't give back as it was is none.
    return URL.canParse(`http://${text}`) && new URL(`http://${text}`).hostname === text ? 4 : null;
  }
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`) ? 6 : null;
}
