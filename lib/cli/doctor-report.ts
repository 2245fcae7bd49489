import type { DiagnosisLink } from '../monitor/diagnosis.ts';
import type { NetworkSnapshot } from '../monitor/snapshot.ts';
import { adviceOn } from './doctor-advice.ts';
import type { Examination } from './doctor-examination.ts';
import type { DoctorFinding, FindingName, Rule } from './doctor-finding.ts';
import { HOST_RULES } from './doctor-host-rules.ts';
import { MEANS_RULES } from './doctor-means-rules.ts';
import { OPTION_RULES } from './doctor-option-rules.ts';

/** One link of the chain, and what to do about it. */
export interface DoctorLink extends DiagnosisLink {
  /** Null unless it failed. */
  readonly suggestion: string | null;
}

/** What `netwake doctor --json` prints. */
export interface DoctorReport extends Pick<NetworkSnapshot, 'state' | 'reason' | 'backend'> {
  readonly type: 'doctor';
  /** From the interface to the portal: the first that failed is where it breaks. */
  readonly links: readonly DoctorLink[];
  /** What stands in the way first. */
  readonly findings: readonly DoctorFinding[];
  /** ISO 8601, in UTC. */
  readonly at: string;
}

const RULES = Object.entries({ ...MEANS_RULES, ...HOST_RULES, ...OPTION_RULES }) as Array<[FindingName, Rule]>;
const SEVERITIES: ReadonlyArray<DoctorFinding['severity']> = ['problem', 'warning', 'note'];

/** What an examination comes to. */
export function makeReport(examination: Examination): DoctorReport {
  const { state, reason, backend, diagnosis } = examination.snapshot;
  const links = diagnosis.map((each) => ({
    ...each,
    suggestion: each.status === 'failed' ? adviceOn(each.link, examination) : null,
  }));
  return {
    type: 'doctor',
    state,
    reason,
    links,
    findings: find(examination),
    backend,
    at: examination.at.toISOString(),
  };
}

function find(examination: Examination): DoctorFinding[] {
  const found = RULES.flatMap(([finding, rule]): DoctorFinding[] => {
    const what = rule(examination);
    return what === null ? [] : [{ finding, ...what }];
  });
  return found.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
