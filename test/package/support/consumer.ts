import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Outcome, run, succeed } from './command.ts';
import { NPM } from './tarball.ts';

/** An empty project of somebody else's, with the tarball installed as they would, but without network and compiler. */
export class Consumer {
  readonly root: string;
  readonly netwake: string;
  readonly env: NodeJS.ProcessEnv;

  private constructor(root: string) {
    this.root = root;
    this.netwake = join(root, 'node_modules/netwake');
    // Nothing but Node, npm's runner and the shell that it needs.
    this.env = { PATH: join(root, 'bin'), HOME: root };
  }

  static async install(root: string, tarballs: readonly string[]): Promise<Consumer> {
    const consumer = new Consumer(root);
    mkdirSync(join(root, 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(root, 'bin/node'));
    symlinkSync(join(dirname(NPM), 'npx-cli.js'), join(root, 'bin/npx'));
    symlinkSync('/bin/sh', join(root, 'bin/sh'));
    consumer.write('package.json', JSON.stringify({ name: 'consumer', private: true }));
    // An empty cache: a package that was not handed over cannot be found.
    const flags = ['--offline', '--cache', join(root, '.npm'), '--ignore-scripts=false', '--no-audit', '--no-fund'];
    await succeed([process.execPath, NPM, 'install', ...flags, ...tarballs], { cwd: root, env: consumer.env });
    return consumer;
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.root, name), content);
  }

  run(...command: readonly string[]): Promise<Outcome> {
    return run(command, { cwd: this.root, env: this.env });
  }

  /** Runs a script with Node in the project. */
  node(...args: readonly string[]): Promise<Outcome> {
    return this.run(process.execPath, ...args);
  }
}
