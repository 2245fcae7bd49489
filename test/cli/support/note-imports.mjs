// With --import: says on standard error which packages the process loads.
import { register } from 'node:module';

const hooks = `
  import { writeSync } from 'node:fs';
  export async function resolve(specifier, context, next) {
    if (/^(commander|yaml|valibot|string-width)(\\/|$)/.test(specifier)) writeSync(2, 'loads ' + specifier + '\\n');
    return next(specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
