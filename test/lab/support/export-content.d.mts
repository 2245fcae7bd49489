/** Part of a file that is nowhere: the key stream of AES in counter mode, in which no place is like another. */
export function exportContent(first: number, end: number): Buffer;

/** SHA-256 of the first so many bytes, in hexadecimal digits. */
export function exportDigest(bytes: number): string;
