import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { statusPage } from '../../../lib/cli/serve/status-page.ts';
import { FakeNetwork } from '../../../lib/testing/index.ts';

describe('the status page', () => {
  let network: FakeNetwork;

  beforeEach(() => {
    network = new FakeNetwork('up');
  });

  afterEach(() => network.stop());

  it('tells the state, why, and since when', () => {
    network.down('no-route');
    const { since } = network.snapshot();
    const { body } = statusPage(network.snapshot());
    expect(body)
      .to.include('<h1 class="down">down</h1>')
      .and.include('no-route, since')
      .and.include(`datetime="${since.toISOString()}"`)
      .and.include('<title>down - netwake</title>');
  });

  it('shows every link of the chain, every host and every interface', () => {
    const snapshot = network.snapshot();
    const { body } = statusPage(snapshot);
    for (const { link } of snapshot.diagnosis) expect(body).to.include(`<td>${link}</td>`);
    for (const { host, port } of snapshot.hosts) expect(body).to.include(`<td>${host}:${port}</td>`);
    for (const { name } of snapshot.interfaces) expect(body).to.include(`<td>${name}</td>`);
  });

  it('escapes what it shows', () => {
    const snapshot = network.snapshot();
    const backend = { ...snapshot.backend, fallbackReason: `<img src=x onerror="alert('&')">` };
    const { body } = statusPage({ ...snapshot, backend });
    expect(body).to.include('&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;').and.not.include('<img');
  });

  it('allows its own script and its own style, and nothing else', () => {
    const { body, headers } = statusPage(network.snapshot());
    const policy = String(headers?.['Content-Security-Policy']).split('; ');
    for (const [element, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const contents = [...body.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))].map(([, text]) => text!);
      expect(contents).to.have.length(1);
      const hash = createHash('sha256').update(contents[0]!).digest('base64');
      expect(policy).to.include(`${directive} 'sha256-${hash}'`);
    }
    expect(policy).to.include.members(["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]);
  });

  it('asks nobody else for anything', () => {
    const { body } = statusPage(network.snapshot());
    expect(body).to.not.match(/(?:https?:)?\/\/[a-z0-9]/i);
    expect(body).to.not.match(/<(?:link|img|iframe|object)|\ssrc=/);
  });
});
