import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/index.ts';
import type { ConfigError } from '../../lib/index.ts';
import { reasonOf } from '../support/codes.ts';
import { BAD_CONFIGS } from './bad-configs.ts';

describe('a configuration file is refused', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netwake-config-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function refusalOf(source: string | object): Promise<ConfigError> {
    const error = await loadConfig(source).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'ERR_NETWAKE_CONFIG', name: 'ConfigError' });
    return error as ConfigError;
  }

  for (const [what, text, line, column, words] of BAD_CONFIGS) {
    it(`for ${what}, at its place`, async () => {
      const file = join(folder, 'netwake.yaml');
      await writeFile(file, text);
      const error = await refusalOf(file);
      expect(error.message).to.match(words).and.not.include('\n');
      expect(error).to.include({ file, line, column });
      expect(error.message).to.equal(`${file}:${line}:${column}: ${error.problem}`);
    });
  }

  it('for more than sixty reasons, no two of them the same', () => {
    expect(new Set(BAD_CONFIGS.map(([, text]) => text)).size)
      .to.equal(BAD_CONFIGS.length)
      .and.be.at.least(60);
  });

  it('for its first fault, in the order of its lines', async () => {
    const file = join(folder, 'netwake.yaml');
    await writeFile(file, 'webhooks: 1\nretry: { jitter: 3 }\nnetwork_monitor: 2');
    expect(await refusalOf(file)).to.include({ line: 1 });
  });

  it('without telling a secret', async () => {
    const file = join(folder, 'netwake.yaml');
    await writeFile(file, 'webhooks: [{ url: "htps://token@a/", secret: 987654 }]');
    expect((await refusalOf(file)).message).to.not.match(/token|987654/);
    await writeFile(file, 'webhooks: [{ url: "https://a/", secret: 987654 }]');
    expect((await refusalOf(file)).message)
      .to.match(/webhooks\[0\]\.secret/)
      .and.not.include('987654');
  });

  const misplaced = [
    'webhooks: "https://hooks.lan/s3cret"',
    'webhooks: ["https://hooks.lan/s3cret"]',
    'webhooks: [url:https://hooks.lan/s3cret]',
    'webhooks:\n  - https://hooks.lan/s3cret: ~',
    'webhooks: [{ url: "https://a/", on: "s3cret" }]',
    'webhooks: [{ url: "https://a/", on: [s3cret] }]',
  ];
  for (const text of misplaced) {
    it(`without telling what stands where a webhook should: ${JSON.stringify(text)}`, async () => {
      const file = join(folder, 'netwake.yaml');
      await writeFile(file, text);
      expect((await refusalOf(file)).message)
        .to.match(/webhooks/)
        .and.not.include('s3cret');
    });
  }

  it('for a key of a webhook that is not known, at its place, without its name', async () => {
    const file = join(folder, 'netwake.yaml');
    await writeFile(file, 'webhooks:\n  - url: https://a/\n    s3cret_whsec: x');
    expect(await refusalOf(file)).to.include({
      ...{ line: 3, column: 5 },
      problem: 'webhooks[0] has a key that is not known; the keys here are url, secret, on',
    });
  });

  for (const text of ['secret: |s3cret', 'secret: !s3cret x', 'a: b\n} "s3cret"', '- "\\s3cret', 's3cret: [']) {
    it(`without quoting what is no YAML: ${JSON.stringify(text)}`, async () => {
      const file = join(folder, 'netwake.yaml');
      await writeFile(file, text);
      expect((await refusalOf(file)).message).to.not.include('s3cret');
    });
  }

  it('when it is not there, with the cause', async () => {
    const file = join(folder, 'nowhere.yaml');
    const error = await refusalOf(file);
    expect(error).to.include({ file, line: null, column: null, message: `${file}: cannot be read: ENOENT` });
    expect(error.problem).to.equal('cannot be read: ENOENT');
    expect(error.cause).to.include({ code: 'ENOENT' });
  });

  for (const url of ['https://x/c.yaml', 'file://elsewhere/c.yaml', 'file:///a%2Fb.yaml'])
    it(`as no file, by the name of the value: ${url}`, async () => {
      const error = await reasonOf(loadConfig(new URL(url)));
      expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'source', received: url });
      expect(error.message).to.include(`'${url}'`);
      expect(error.cause)
        .to.have.property('code')
        .that.matches(/^ERR_INVALID_/);
    });

  it('when it is a folder, with the cause', async () => {
    expect((await refusalOf(folder)).cause).to.include({ code: 'EISDIR' });
  });
});

describe('an object is refused', () => {
  const cases: Array<[input: object, message: RegExp]> = [
    [{ network_monitor: { check_hosts: ['1.1.1.1', 'a b'] } }, /^network_monitor\.check_hosts\[1\] must be a host/],
    [{ network_monitor: { checkInterval: '5s' } }, /^network_monitor\.checkInterval is not known.*check_interval\?$/],
    [{ webhooks: [{}] }, /^webhooks\[0\]\.url is missing$/],
    [[], /^the configuration must be a mapping; received an array of 0$/],
    [new Map([['preset', 'patient']]), /^the configuration must be a mapping; received an instance of Map$/],
  ];
  for (const [input, message] of cases) {
    it(`with the path of the fault: ${message.source}`, async () => {
      const error: unknown = await loadConfig(input).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).to.include({ code: 'ERR_NETWAKE_CONFIG', file: null, line: null, column: null });
      expect((error as ConfigError).message).to.match(message);
      expect((error as ConfigError).problem).to.equal((error as ConfigError).message);
    });
  }
});
