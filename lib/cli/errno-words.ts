// errno(3), and ares_strerror(3) of those that only a lookup ends with, each as it is of a connect to a check host.
const WORDS: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'a router or a firewall says that it cannot be reached, or nobody answers for its address',
  ENETUNREACH: 'no route leads there',
  ENETDOWN: 'the interface is down',
  ECONNRESET: 'somebody cut the connection off',
  ECONNREFUSED: 'no name server listens',
  EACCES: 'forbidden, by a route or a firewall',
  EPERM: 'forbidden on this machine',
  EINVAL: 'a route discards it',
  EADDRNOTAVAIL: 'there is no address to send from',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
  ENOBUFS: 'this machine is out of buffers',
  ENOTFOUND: 'no name server knows the name',
  ENODATA: 'the name has no address',
  ETIMEOUT: 'no name server answers',
  ESERVFAIL: 'the name server could not find out',
  EREFUSED: 'the name server refuses to answer',
};

/** What an error of a probe or a lookup says: `no answer in time (ETIMEDOUT)`. */
export function errnoInWords(error: string | null): string {
  if (error === null) return 'no answer yet';
  const words = WORDS[error];
  return words === undefined ? error : `${words} (${error})`;
}
