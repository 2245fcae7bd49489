export type ToolName =
  | 'linkctl'
  | 'listen-epoll'
  | 'connect-epoll'
  | 'forge'
  | 'deny-netlink'
  | 'linkstorm'
  | 'table-epoll';

/** @throws Error when it is not built */
export function toolPath(name: ToolName): string;
