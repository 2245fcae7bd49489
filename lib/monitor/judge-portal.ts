import type { PortalAnswer } from '../probe/portal-contract.ts';
import type { PortalStatus } from '../state/portal-progress.ts';

/**
 * What an answer says. 204 is what was asked for; an empty 200 is what some proxies make of it, and no portal would show an
 * empty page. Whatever else answers in HTTP is somebody in between.
 */
export function judgePortal({ error, httpStatus, empty }: PortalAnswer): PortalStatus {
  if (error !== null || httpStatus === null) return 'unknown';
  return httpStatus === 204 || (httpStatus === 200 && empty) ? 'open' : 'captive';
}
