import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const addon = fileURLToPath(new URL('../../build/Release/netwake.node', import.meta.url));

describe('the built addon', () => {
  it('exports the two names that Node looks for, and nothing of its C++ library', () => {
    const symbols = execFileSync('nm', ['--dynamic', '--defined-only', '--format=just-symbols', addon], {
      encoding: 'utf8',
    });
    expect(symbols.trim().split('\n')).to.have.members([
      'napi_register_module_v1',
      'node_api_module_get_api_version_v1',
    ]);
  });
});
