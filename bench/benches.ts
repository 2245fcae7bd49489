/** How a bench is run. */
export interface BenchOptions {
  /** Null: as many as the bench finds right. */
  rounds: number | null;
  /** One line on how far it is. */
  progress: (line: string) => void;
}

/** What a bench found. */
export interface BenchReport {
  pass: boolean;
  /** For machines; names neither the host nor a path. */
  json: object;
  /** For people, with its last newline. */
  text: string;
}

export interface Bench {
  /** Gets ready, outside the lab, what can be had only there. */
  prepare?(options: BenchOptions): void;
  run(options: BenchOptions): Promise<BenchReport>;
}

/** Every bench by its name, loaded when it is asked for. */
export const benches: Record<string, () => Promise<Bench>> = {
  events: () => import('./events.ts'),
  storm: () => import('./storm.ts'),
  stopped: () => import('./stopped.ts'),
  idle: () => import('./idle.ts'),
  silent: () => import('./silent.ts'),
  recovery: () => import('./recovery.ts'),
  loss: () => import('./loss.ts'),
  cost: () => import('./cost.ts'),
  retry: () => import('./retry.ts'),
  download: () => import('./download.ts'),
  startup: () => import('./startup.ts'),
};
