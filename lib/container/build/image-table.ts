import type { ImageSize, PartName } from './image-parts.ts';

const WORDS: Record<PartName, string> = {
  base: 'base image',
  runtime: 'ONNX Runtime',
  dependencies: 'other packages',
  model: 'model',
  code: 'code',
  found: 'compiled in advance',
  other: 'added by hand',
  bookkeeping: "the engine's own notes",
};

/** The parts of an image as lines, in MB with one decimal, as Docker counts them, and so that they add up. */
export function partsTable({ parts, countedBy }: Omit<ImageSize, 'bytes'>): string[] {
  let bytes = 0;
  let shown = 0;
  const lines = parts.map((part) => {
    // Each is the difference of two rounded sums: rounding every part by itself would not give the rounded total.
    bytes += part.bytes;
    const tenths = Math.round(bytes / 1e5) - shown;
    shown += tenths;
    return line(WORDS[part.part], tenths);
  });
  return [...lines, `${line('in all', shown)}, ${bytes} bytes by "${countedBy}"`];
}

function line(words: string, tenths: number): string {
  return `  ${words.padEnd(24)}${(tenths / 10).toFixed(1).padStart(8)} MB`;
}
