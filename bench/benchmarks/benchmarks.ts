import type { Benchmark } from './context.ts';
import { iris, rows } from './iris.ts';

/** What `npm run bench` knows, in the order in which it runs them. */
export const benchmarks: Benchmark[] = [iris, rows];
