import { expect } from 'chai';
import { ListenError } from '../../../lib/cli/serve/listen-error.ts';
import type { ListenAddress } from '../../../lib/cli/serve/listen-address.ts';
import { Scratch } from '../../support/scratch.ts';

const messageOf = (address: ListenAddress, code: string): string =>
  new ListenError(address, Object.assign(new Error('listen failed'), { code })).message;

describe('a server that can not have its address', () => {
  it('says of a permission that it is missing only where there is a folder', () => {
    using scratch = new Scratch();
    const path = scratch.path('http.sock');
    expect(messageOf({ path }, 'EACCES')).to.match(/a permission that this process does not have \(EACCES\)$/);
    expect(messageOf({ path: `${path}/beneath/http.sock` }, 'EACCES')).to.match(
      /its folder does not exist \(ENOENT\)$/,
    );
  });

  it('needs a permission for a low port, whatever there is in the file system', () => {
    expect(messageOf({ host: '127.0.0.1', port: 80 }, 'EACCES')).to.match(/a permission .* \(EACCES\)$/);
  });

  it('has the words of the system for what has none here', () => {
    expect(messageOf({ host: '127.0.0.1', port: 80 }, 'EMFILE')).to.match(/: listen failed \(EMFILE\)$/);
  });
});
