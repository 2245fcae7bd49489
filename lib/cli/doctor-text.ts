import { printable } from '../errors.ts';
import type { DoctorFinding } from './doctor-finding.ts';
import type { DoctorLink, DoctorReport } from './doctor-report.ts';
import { backendLine } from './status-text.ts';

const MARKS: Readonly<Record<DoctorLink['status'], string>> = { ok: 'ok', failed: 'FAILED', unknown: '?' };
// The longest words that stand there: `FAILED`, `interface`.
const MARK_WIDTH = 6;
const LINK_WIDTH = 9;
const INDENT = ' '.repeat(MARK_WIDTH + LINK_WIDTH + 4);

/** A report for people: the verdict, the chain with what to do where it breaks, and what else there is to know. */
export function doctorText(report: DoctorReport): string {
  const { links, findings, backend } = report;
  return [
    verdictOf(report),
    links.map(ofLink).join('\n'),
    ...(findings.length === 0 ? [] : [findings.map(ofFinding).join('\n\n')]),
    backendLine(backend),
  ]
    .join('\n\n')
    .split('\n')
    .map(printable)
    .join('\n');
}

function verdictOf({ state, reason, links }: DoctorReport): string {
  const broken = links.find(({ status }) => status === 'failed');
  if (broken !== undefined) return `${state}: ${reason}; the chain breaks at the ${broken.link}`;
  return state === 'unknown' ? `${state}: ${reason}` : `${state}: ${reason}; the chain holds`;
}

function ofLink({ link, status, evidence, suggestion }: DoctorLink): string {
  const line = `${MARKS[status].padEnd(MARK_WIDTH)}  ${link.padEnd(LINK_WIDTH)}  ${evidence}`;
  return suggestion === null ? line : `${line}\n${INDENT}> ${suggestion}`;
}

function ofFinding({ severity, summary, evidence, suggestion }: DoctorFinding): string {
  return `${severity}: ${summary}\n    ${evidence}\n    > ${suggestion}`;
}
