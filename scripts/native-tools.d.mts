export type ToolName =
  | 'linkctl'
  | 'listen-epoll'
  | 'connect-epoll'
  | 'forge'
  | 'deny-netlink'
  | 'linkstorm'
  | 'table-epoll'
  | 'connect-loop';

/** @throws Error when it is not built */
export function toolPath(name: ToolName): string;
