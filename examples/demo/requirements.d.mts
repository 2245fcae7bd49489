export function searchPath(path?: string): string;
export function unmetRequirement(path: string): string | null;
