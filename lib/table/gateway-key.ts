/**
 * Names a gateway: the same address behind two interfaces may be two machines.
 *
 * @param interfaceIndex  of the interface that leads to it
 */
export function gatewayKey(interfaceIndex: number, address: string): string {
  return `${interfaceIndex} ${address}`;
}

/** The interface and the address of a {@link gatewayKey}. */
export function parseGatewayKey(key: string): { interfaceIndex: number; address: string } {
  const space = key.indexOf(' ');
  return { interfaceIndex: Number(key.slice(0, space)), address: key.slice(space + 1) };
}
