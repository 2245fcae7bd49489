import { codeOf, errorsOf, isHolder, MOST_LINKS, nameOf, propertyOf, statusOf } from './causes.ts';
import { type Verdict, verdictOfCall, verdictOfStatus, verdictOfWord } from './failure-table.ts';

/**
 * What a failure is taken for, by the tables. The outermost link of its chain of causes that says something decides. Text is
 * never looked at. Null when nothing says anything: then it is not tried again either.
 */
export function verdictOf(error: unknown): Verdict | null {
  // All but all of them speak for themselves: then there is no chain to look at.
  const name = isHolder(error) ? nameOf(error) : 'AggregateError';
  const verdict = name === 'AggregateError' ? null : ownVerdict(error as object, name);
  if (verdict !== null) return verdict;
  return judge(error, new Set());
}

function judge(link: unknown, seen: Set<object>): Verdict | null {
  if (!isHolder(link) || seen.has(link) || seen.size === MOST_LINKS) return null;
  seen.add(link);
  const within = (): Verdict | null => joined(errorsOf(link).map((error) => judge(error, seen)));
  const beneath = (): Verdict | null => judge(propertyOf(link, 'cause'), seen);
  // A connect to several addresses names the code of the first alone.
  if (nameOf(link) === 'AggregateError') return within() ?? ownVerdict(link) ?? beneath();
  return ownVerdict(link) ?? within() ?? beneath();
}

function ownVerdict(link: object, name = nameOf(link)): Verdict | null {
  // What Node itself makes of the end of an AbortSignal.timeout().
  if (name === 'AbortError' && nameOfCause(link) === 'TimeoutError') return 'network';
  const code = codeOf(link);
  const byCall = verdictOfCall(code, propertyOf(link, 'syscall'), propertyOf(link, 'port'));
  if (byCall !== null) return byCall;
  const byName = verdictOfWord(name);
  const byCode = verdictOfWord(code);
  if (byName === 'final' || byCode === 'final') return 'final';
  return byCode ?? byName ?? verdictOfStatus(statusOf(link), code);
}

function nameOfCause(link: object): string | null {
  const cause = propertyOf(link, 'cause');
  return isHolder(cause) ? nameOf(cause) : null;
}

// Of several tries at once: where one of them was answered the network is there, and where one may be repeated all may be.
function joined(verdicts: ReadonlyArray<Verdict | null>): Verdict | null {
  return (['service', 'network', 'barred', 'final'] as const).find((verdict) => verdicts.includes(verdict)) ?? null;
}
