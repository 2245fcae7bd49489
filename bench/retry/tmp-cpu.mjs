import { contestants } from './contestants.mjs';
const all = Object.entries(await contestants(['async-retry','exponential-backoff','p-retry']));
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
function failingOnce() { let calls = 0; return async () => { if (calls++ === 0) throw refused; return 1; }; }
const cpu=()=>{const {user,system}=process.cpuUsage();return (user+system)*1e3};
const m={async success(p){const op=async()=>1;const N=60000;const s=cpu();for(let i=0;i<N;i++)await p(op);return (cpu()-s)/N},
async failure(p){const N=10000;const a=Array.from({length:N});const s=cpu();for(let i=0;i<N;i++)a[i]=p(failingOnce());await Promise.all(a);return (cpu()-s)/N}};
const out={};
const which=process.argv[2]?[process.argv[2]]:['success','failure'];
for(let r=-3;r<8;r++)for(const w of which)for(const [n,p] of all){globalThis.gc();const x=await m[w](p);if(r>=0)(out[w+' '+n]??=[]).push(x)}
const med=a=>a.sort((x,y)=>x-y)[a.length>>1];
for(const [k,v] of Object.entries(out))console.log(k.padEnd(40),med(v).toFixed(0));
