import { createHash } from 'node:crypto';
import { formatCheckHost } from '../../monitor/check-host.ts';
import type { HostSnapshot, InterfaceSnapshot, NetworkSnapshot } from '../../monitor/snapshot.ts';
import type { Answer } from './respond.ts';
import { Markup, markup } from './markup.ts';
import { SCRIPT, STYLE } from './status-page-assets.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

// Nothing but what stands in the page itself, and its own server.
const POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page for people: whole as it comes, and renewed by a script at every change. */
export function statusPage(snapshot: NetworkSnapshot): Answer {
  const { state, reason, since, hosts, interfaces, backend } = snapshot;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${state} - netwake</title>
<noscript><meta http-equiv="refresh" content="10"></noscript>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<h1 class="${state}">${state}</h1>
<p>${reason}, since ${time(since)}</p>
${table('Chain', ['', '', ''], chainRows(snapshot))}
${table('Check hosts', ['host', 'answer', 'interface', 'source', 'gateway', 'checked'], hosts.map(hostRow))}
${table('Interfaces', ['interface', 'kind', 'state', 'addresses'], interfaces.map(interfaceRow))}
<p>Events by ${backend.events}, probes by ${backend.probes}${backend.fallbackReason === null ? '' : `: ${backend.fallbackReason}`}.</p>
</main>
<p id="lost" hidden>The server does not answer: this is how it was.</p>
<footer><a href="metrics">metrics</a> <a href="api/snapshot">snapshot</a> <a href="events">events</a> <a href="healthz">health</a></footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`;
  const headers = { 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer' };
  return { type: 'text/html; charset=utf-8', body: page.text, headers };
}

type Cell = string | Markup;

function table(title: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  if (rows.length === 0) return markup``;
  const head = heads.some((name) => name !== '')
    ? markup`<tr>${heads.map((name) => markup`<th>${name}</th>`)}</tr>`
    : '';
  const body = rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`);
  return markup`<table>
<caption>${title}</caption>
${head}
${body}</table>`;
}

function chainRows({ diagnosis }: NetworkSnapshot): Cell[][] {
  return diagnosis.map(({ link, status, evidence }) => [
    link,
    markup`<span class="${status}">${status}</span>`,
    evidence,
  ]);
}

function hostRow(host: HostSnapshot): Cell[] {
  const answer = host.reachable === true && host.rttMs !== null ? `${host.rttMs.toFixed(2)} ms` : (host.error ?? '-');
  return [
    ...[formatCheckHost(host), answer, host.interface ?? '-', host.source ?? '-', host.gateway ?? '-'],
    host.checkedAt === null ? '-' : time(host.checkedAt),
  ];
}

function interfaceRow({ name, kind, up, carrier, addresses }: InterfaceSnapshot): Cell[] {
  const list = addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(' ');
  return [name, kind, !up ? 'down' : carrier ? 'up' : 'no carrier', list === '' ? '-' : list];
}

// The script puts it in the reader's own zone.
function time(date: Date): Markup {
  const iso = date.toISOString();
  return markup`<time datetime="${iso}">${iso.replace(/\.\d+Z$/, 'Z')}</time>`;
}
