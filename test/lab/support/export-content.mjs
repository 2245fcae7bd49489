import { createCipheriv, createHash } from 'node:crypto';

const BLOCK_BYTES = 16;
const STEP_BYTES = 1_000_000;

/**
 * Part of a file that is nowhere: the key stream of AES in counter mode, in which no place is like another.
 * @param {number} first
 * @param {number} end  behind the last byte
 * @returns {Buffer}
 */
export function exportContent(first, end) {
  const counter = Buffer.alloc(BLOCK_BYTES);
  const block = Math.floor(first / BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(block), BLOCK_BYTES - 8);
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(BLOCK_BYTES), counter);
  return cipher.update(Buffer.alloc(end - block * BLOCK_BYTES)).subarray(first - block * BLOCK_BYTES);
}

/**
 * SHA-256 of the first so many bytes, in hexadecimal digits.
 * @param {number} bytes
 * @returns {string}
 */
export function exportDigest(bytes) {
  const hash = createHash('sha256');
  for (let first = 0; first < bytes; first += STEP_BYTES)
    hash.update(exportContent(first, Math.min(first + STEP_BYTES, bytes)));
  return hash.digest('hex');
}
