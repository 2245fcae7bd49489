/** One attribute of a message: a type of the kernel's, and its payload. */
export type Attribute = [type: number, payload: Uint8Array];

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** Attributes as they lie in a message (struct rtattr). */
export function attributes(list: readonly Attribute[]): Buffer {
  return Buffer.concat(
    list.map(([type, payload]) => {
      const header = Buffer.alloc(4);
      header.writeUInt16LE(4 + payload.length, 0);
      header.writeUInt16LE(type, 2);
      return padded(Buffer.concat([header, payload]));
    }),
  );
}

/** An rtnetlink message (struct nlmsghdr, a fixed header, attributes). */
export function message(type: number, header: Uint8Array, list: readonly Attribute[]): Buffer {
  const payload = Buffer.concat([padded(header), attributes(list)]);
  const start = Buffer.alloc(16);
  start.writeUInt32LE(16 + payload.length, 0);
  start.writeUInt16LE(type, 4);
  return Buffer.concat([start, payload]);
}

/** A name with its NUL. */
export function nameBytes(name: string): Buffer {
  return Buffer.from(`${name}\0`);
}
