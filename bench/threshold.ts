import { round } from './percentiles.ts';

/** One figure and the most that it may be. */
export interface Threshold {
  name: string;
  value: number;
  most: number;
  unit: string;
  pass: boolean;
}

export function threshold(name: string, value: number, most: number, unit: string): Threshold {
  return { name, value: round(value), most, unit, pass: value <= most };
}
