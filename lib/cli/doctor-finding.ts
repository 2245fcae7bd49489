import type { Examination } from './doctor-examination.ts';

/** What may be found beside the chain. docs/troubleshooting.md has a row for each. */
export type FindingName =
  | 'check-hosts-blocked'
  | 'hosts-fail'
  | 'forbidden'
  | 'proxy'
  | 'one-family'
  | 'dns-fails'
  | 'netlink-unavailable'
  | 'netlink-off'
  | 'probes-by-sockets'
  | 'not-bound'
  | 'small-mtu'
  | 'no-decision'
  | 'preferred-missing'
  | 'all-ignored'
  | 'ignored-idle'
  | 'portal-not-looked-for'
  | 'waits-never-end'
  | 'no-retry-limit';

/** Something worth knowing, with what shows it and what to do about it. */
export interface DoctorFinding {
  readonly finding: FindingName;
  /** `problem`: it stands in the way now. `warning`: it will. `note`: good to know. */
  readonly severity: 'problem' | 'warning' | 'note';
  /** One sentence in plain words. */
  readonly summary: string;
  /** The facts that show it. */
  readonly evidence: string;
  /** One thing to look at, or to run. */
  readonly suggestion: string;
}

/** Looks for one thing, by the examination alone. Null: it is not so. */
export type Rule = (examination: Examination) => Omit<DoctorFinding, 'finding'> | null;

/** Rules by what they find, in the order in which it is told. */
export type Rules = Readonly<Partial<Record<FindingName, Rule>>>;
