import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildProgress } from '../../../../lib/container/build/progress.ts';
import { listener } from '../scratch.ts';

const OUTPUT = 'Step 1/3 : FROM node AS base\n ---> c636cb491d85\nStep 2/3 : RUN npm ci\n';

describe('the progress of a build', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is a line for each stage where nothing can be drawn again', () => {
    const io = listener();
    const progress = buildProgress(io);
    progress.take(OUTPUT);
    vi.advanceTimersByTime(12_400);
    progress.take(' ---> Running in 38f91d50fe40\n ---> 7eb15b4a92a9\nStep 3/3 : FROM base\n');
    progress.end();
    expect(io.output()).toBe('');
    expect(io.said).toEqual(['  12.4 s  base: ready (12.4 s)']);
  });

  it('is a line that is drawn again with the time, and one that stays for each stage, on a screen', () => {
    const drawn: string[] = [];
    const io = { ...listener(), redraw: (line: string) => void drawn.push(line) };
    const progress = buildProgress(io);
    progress.take(OUTPUT);
    vi.advanceTimersByTime(12_400);
    expect(drawn.at(-1)).toBe('  12.4 s  base: RUN npm ci');
    progress.take(' ---> Running in 38f91d50fe40\n ---> 7eb15b4a92a9\nStep 3/3 : FROM base\n');
    progress.end();
    expect(io.said).toEqual(['  12.4 s  base: ready (12.4 s)']);
    expect(drawn.at(-1)).toBe('');
    const count = drawn.length;
    vi.advanceTimersByTime(1000);
    expect(drawn).toHaveLength(count);
  });
});
