/** Something that may be in a picture. */
export interface Candidate {
  kind: number;
  score: number;
  /** Left, top, right, bottom. */
  edges: [number, number, number, number];
}

/** A YOLO head without suppression: float32 [4 + classes, boxes], each box as centre, width and height. */
export function candidatesOf(
  values: ArrayLike<number>,
  classes: number,
  boxes: number,
  threshold: number,
): Candidate[] {
  const found: Candidate[] = [];
  for (let box = 0; box < boxes; box++) {
    let kind = 0;
    let score = -Infinity;
    for (let one = 0; one < classes; one++) {
      const value = values[(4 + one) * boxes + box]!;
      if (value > score) [kind, score] = [one, value];
    }
    if (!(score > threshold)) continue;
    const [x, y, width, height] = [0, 1, 2, 3].map((row) => values[row * boxes + box]!) as [
      number,
      number,
      number,
      number,
    ];
    found.push({ kind, score, edges: [x - width / 2, y - height / 2, x + width / 2, y + height / 2] });
  }
  return found;
}

/** A head with its own suppression: float32 [boxes, 6], each as left, top, right, bottom, score and class. */
export function detectionsIn(values: ArrayLike<number>, boxes: number, threshold: number): Candidate[] {
  const found: Candidate[] = [];
  for (let at = 0; at < boxes * 6; at += 6) {
    const [left, top, right, bottom, score, kind] = [0, 1, 2, 3, 4, 5].map(
      (one) => values[at + one]!,
    ) as number[] & { length: 6 };
    if (score! > threshold) found.push({ kind: kind!, score: score!, edges: [left!, top!, right!, bottom!] });
  }
  return found.sort((one, other) => other.score - one.score);
}

/** The best of those that lie over each other, class by class. @param overlap intersection over union beyond which one goes */
export function suppressed(candidates: Candidate[], overlap: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of candidates.toSorted((a, b) => b.score - a.score)) {
    const isCovered = kept.some(
      (other) => other.kind === one.kind && overlapOf(one.edges, other.edges) > overlap,
    );
    if (!isCovered) kept.push(one);
  }
  return kept;
}

function overlapOf(one: Candidate['edges'], other: Candidate['edges']): number {
  const width = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const height = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (areaOf(one) + areaOf(other) - both);
}

const areaOf = ([left, top, right, bottom]: Candidate['edges']): number => (right - left) * (bottom - top);
