/** The path of a built tool. Throws when it is not built. */
export function toolPath(name: 'linkctl' | 'listen-epoll' | 'connect-epoll' | 'forge' | 'deny-netlink'): string;
