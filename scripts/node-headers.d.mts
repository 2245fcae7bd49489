/** The environment for a build, as node-headers.mjs makes it. */
export function buildEnvironment(): NodeJS.ProcessEnv;
