import { idle, memory, startUp } from './alone.ts';
import { command } from './command.ts';
import type { Benchmark } from './context.ts';
import { image } from './image.ts';
import { iris, rows } from './iris.ts';

/** What `npm run bench` knows, in the order in which it runs them. */
export const benchmarks: Benchmark[] = [iris, rows, image, startUp, memory, idle, command];
