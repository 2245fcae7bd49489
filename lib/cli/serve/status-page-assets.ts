/** The looks of the status page. */
export const STYLE = `
:root { color-scheme: light dark; --good: #1a7f37; --fair: #9a6700; --bad: #cf222e; --none: #6e7781 }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin: 0; font-size: 3rem }
.up, .ok { color: var(--good) } .degraded { color: var(--fair) } .down, .failed { color: var(--bad) } .unknown { color: var(--none) }
table { border-collapse: collapse; margin: 1.5rem 0; width: 100% }
caption { text-align: left; font-weight: bold }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; vertical-align: top }
td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
footer a { margin-right: 1rem }
#lost { color: var(--bad); font-weight: bold }
`;

/**
 * What keeps the status page up to date: at every change of state its contents are those of the page as it is then, and every few
 * seconds, for the round trip times. The server alone knows how they are written.
 */
export const SCRIPT = `
'use strict';
const main = document.querySelector('main');
const lost = document.querySelector('#lost');
const localize = () => {
  for (const time of main.querySelectorAll('time')) time.textContent = new Date(time.dateTime).toLocaleString();
};
const renew = async () => {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    main.innerHTML = page.querySelector('main').innerHTML;
    document.title = page.title;
    lost.hidden = true;
    localize();
  } catch {
    lost.hidden = false;
  }
};
const events = new EventSource('events');
events.addEventListener('state', renew);
events.addEventListener('error', () => (lost.hidden = false));
setInterval(() => document.hidden || renew(), 5000);
document.addEventListener('visibilitychange', () => document.hidden || renew());
localize();
`;
