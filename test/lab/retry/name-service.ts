import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NameServer, type NameServerAnswer } from '../../support/name-server.ts';

const ADDRESS = '127.0.0.53';

/**
 * While `act` runs, getaddrinfo(3) asks a name server of ours, or one to which there is no way (null). It reads the machine's
 * configuration; ours lies over that in the lab's own mount namespace. No other service is asked, for one behind a Unix socket
 * could ask a real network.
 */
export async function withNameServer<Value>(
  answer: NameServerAnswer | null,
  act: () => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'netwake-'));
  const files = {
    'resolv.conf': `nameserver ${answer === null ? '192.0.2.53' : ADDRESS}\noptions attempts:1 timeout:1\n`,
    'nsswitch.conf': 'hosts: files dns\n',
  };
  const mounted: string[] = [];
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
      execFileSync('mount', ['--bind', join(folder, name), `/etc/${name}`]);
      mounted.push(`/etc/${name}`);
    }
    if (answer === null) return await act();
    await using _server = await NameServer.listen(answer, { address: ADDRESS, port: 53 });
    return await act();
  } finally {
    for (const path of mounted) execFileSync('umount', [path]);
    rmSync(folder, { recursive: true });
  }
}
