// Loaded before a command: the kernel refuses the first request on a netlink socket that it had granted.
const dlopen = process.dlopen.bind(process);
process.dlopen = (module, ...rest) => {
  dlopen(module, ...rest);
  const start = () => {
    throw Object.assign(new Error('sendto on a netlink socket failed: ENOBUFS'), {
      syscall: 'sendto',
      errno: 'ENOBUFS',
    });
  };
  Object.defineProperty(module.exports.NetlinkSource.prototype, 'start', { value: start });
};
