import { build } from './build.ts';
import { command } from './command.ts';
import type { Benchmark } from './context.ts';
import { image } from './image.ts';
import { iris, rows } from './iris.ts';
import { idle, memory, startUp } from './life.ts';
import { mixed } from './mixed.ts';
import { picture } from './picture.ts';
import { processes } from './processes.ts';
import { ready } from './ready.ts';
import { scaling } from './scaling.ts';
import { table } from './table.ts';
import { text } from './text.ts';

/** What `npm run bench` knows, in the order in which it runs them. */
export const benchmarks: Benchmark[] = [
  iris,
  processes,
  rows,
  text,
  table,
  mixed,
  image,
  picture,
  ready,
  startUp,
  memory,
  idle,
  command,
  build,
  scaling,
];
