// Loaded before a command: the kernel refuses the first request on a netlink socket that it had granted.
const dlopen = process.dlopen.bind(process);
process.dlopen = (module, ...rest) => {
  dlopen(module, ...rest);
  const { NetlinkSource } = module.exports;
  module.exports.NetlinkSource = class extends NetlinkSource {
    start() {
      throw Object.assign(new Error('refused'), { syscall: 'sendto', errno: 'ENOBUFS' });
    }
  };
};
