import { describe, expect, it } from 'vitest';
import { sizeOf, type HistoryEntry } from '../../../../lib/container/build/image-parts.ts';
import { partsTable } from '../../../../lib/container/build/image-table.ts';

const entry = (createdBy: string, bytes = 0): HistoryEntry => ({ createdBy, bytes });
const NOP = '/bin/sh -c #(nop)';

/** What `docker history` and `podman history` tell of one project, the newest first. */
const HISTORIES = {
  'the classic builder': [
    entry(`${NOP}  CMD ["node" "app.ts"]`),
    entry(`${NOP} WORKDIR /app`),
    entry(`${NOP} COPY dir:77c0de in / `, 2_100_000),
    entry(`${NOP} COPY dir:e183aa in / `, 156_743),
    entry(`${NOP} COPY dir:84e03b in / `, 2_316),
    entry(`${NOP} COPY dir:f04f82 in / `, 6_081_304),
    entry(`${NOP} COPY dir:678e8e in / `, 46_262_661),
    entry(`${NOP}  LABEL io.github.ml-docker.name=irisapi`),
  ],
  BuildKit: [
    entry('CMD ["node" "app.ts"]'),
    entry('WORKDIR /app'),
    entry('COPY /layers/found / # buildkit', 2_100_000),
    entry('COPY /layers/code / # buildkit', 156_743),
    entry('COPY /layers/model / # buildkit', 2_316),
    entry('COPY /layers/dependencies / # buildkit', 6_081_304),
    entry('COPY /layers/runtime / # buildkit', 46_262_661),
    entry('LABEL io.github.ml-docker.name=irisapi'),
  ],
};
const BASE = [
  entry('CMD ["node"]'),
  entry(`${NOP} COPY dir:1234 in / `, 3_580_985),
  entry('ADD rootfs', 3e8),
];
const TOTAL = 358_184_009;
const partsOf = (entries: HistoryEntry[], inspected: number) => sizeOf(entries, inspected).parts;

describe.each(Object.entries(HISTORIES))('the parts of an image by %s', (_builder, own) => {
  const parts = partsOf([...own, ...BASE], TOTAL);

  it('are told by its history', () => {
    expect(parts).toEqual([
      { part: 'base', bytes: 303_580_985 },
      { part: 'runtime', bytes: 46_262_661 },
      { part: 'dependencies', bytes: 6_081_304 },
      { part: 'model', bytes: 2_316 },
      { part: 'code', bytes: 156_743 },
      { part: 'found', bytes: 2_100_000 },
    ]);
  });

  it('are told of an image of 0.1.0, which has no layer of what was compiled', () => {
    const older = own.filter(({ bytes }) => bytes !== 2_100_000);
    expect(partsOf([...older, ...BASE], TOTAL - 2_100_000).map(({ part }) => part)).toEqual([
      'base',
      'runtime',
      'dependencies',
      'model',
      'code',
    ]);
  });

  it('of an edited Dockerfile keep to what is known', () => {
    const edited = [entry('RUN apt-get install', 5_000), ...own];
    expect(partsOf([...edited, ...BASE], TOTAL + 5_000)).toContainEqual({ part: 'other', bytes: 5_000 });
    const without = own.filter(({ bytes }) => bytes !== 2_316 && bytes !== 156_743);
    const rest = partsOf([...without, ...BASE], TOTAL - 2_316 - 156_743);
    expect(rest).toContainEqual({ part: 'other', bytes: 46_262_661 + 6_081_304 + 2_100_000 });
  });

  it('have one for what the engine counts beside the layers', () => {
    expect(partsOf([...own, ...BASE], TOTAL + 8_312).at(-1)).toEqual({ part: 'bookkeeping', bytes: 8_312 });
  });
});

describe('an engine that counts in two ways', () => {
  // Docker 26 with containerd's storage: `image inspect` packed, `history` unpacked and in blocks of the disk.
  const entries = [entry('WORKDIR /app', 4096), ...HISTORIES.BuildKit.slice(2), ...BASE];

  it('is taken at the word that its parts add up to', () => {
    const { bytes, countedBy, parts } = sizeOf(entries, 332_066_064);
    expect(countedBy).toBe('history');
    expect(bytes).toBe(TOTAL + 4096);
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes);
    expect(parts.map(({ part }) => part)).toEqual([
      'base',
      'runtime',
      'dependencies',
      'model',
      'code',
      'found',
    ]);
  });
});

describe('the table of parts', () => {
  it('adds up in the figures that it shows', () => {
    const lines = partsTable(sizeOf([...HISTORIES.BuildKit, ...BASE], TOTAL));
    const shown = lines.map((line) => Number(/(\d+\.\d) MB/.exec(line)![1]));
    const total = shown.pop()!;
    expect(shown.reduce((sum, one) => sum + one, 0)).toBeCloseTo(total, 5);
    expect(lines.at(-1)).toContain('358184009 bytes');
  });

  it('adds up where each part alone would be rounded up', () => {
    const parts = (['base', 'model', 'code'] as const).map((part) => ({ part, bytes: 1_060_000 }));
    const lines = partsTable({ parts, countedBy: 'history' });
    expect(lines.map((line) => /(\d+\.\d) MB/.exec(line)![1])).toEqual(['1.1', '1.0', '1.1', '3.2']);
  });
});
