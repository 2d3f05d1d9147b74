/** The answers to all rows, by output: each a list over the rows. */
export type Outputs = Record<string, unknown[]>;

/** How far one output of one row may be off: relative to its value, or to a tenth of what is usual there. */
const MOST_RELATIVE = 1e-4;
/** Two scores that differ by no more are as good as equal: which label wins is chance. */
const TINY_MARGIN = 1e-5;

/** One row in which the converted model does not answer as the original. */
export interface Difference {
  row: number;
  output: string;
  original: unknown;
  converted: unknown;
  /** Of values; a label that differs has none. */
  relative?: number;
  /** Whether nobody can say which one is right: the original's two best scores are the same but for rounding. */
  isTie?: true;
}

/** What was found in all rows. */
export interface Found {
  differences: Difference[];
  /** Labels that were compared: one for each row and output with labels. */
  labels: number;
  largestAbsolute: number;
  largestRelative: number;
}

/** What the original is known by. */
export interface Original {
  outputs: Outputs;
  /** For each row, how far its two best scores are apart; null where that is not known. */
  margins: (number | null)[] | null;
}

/**
 * Holds the answers of the converted model against the original's.
 * @param labels  the names of the outputs whose values are labels: they are equal or not
 * @param counted  whether a row's values count for the largest differences
 */
export function differencesOf(
  original: Original,
  converted: Outputs,
  labels: Set<string>,
  counted: (row: number) => boolean,
): Found {
  const found: Found = { differences: [], labels: 0, largestAbsolute: 0, largestRelative: 0 };
  for (const [output, wanted] of Object.entries(original.outputs)) {
    const given = converted[output] ?? [];
    if (labels.has(output))
      compareLabels({ output, wanted, given, margins: original.margins }, found, counted);
    else compareValues({ output, wanted, given }, found, counted);
  }
  return found;
}

interface Compared {
  output: string;
  wanted: unknown[];
  given: unknown[];
}

function compareLabels(
  { output, wanted, given, margins }: Compared & Pick<Original, 'margins'>,
  found: Found,
  counted: (row: number) => boolean,
): void {
  for (const [row, want] of wanted.entries()) {
    if (counted(row)) found.labels++;
    if (isSameLabel(want, given[row])) continue;
    const margin = margins?.[row];
    const isTie = margin !== null && margin !== undefined && margin <= TINY_MARGIN;
    found.differences.push({ row, output, original: want, converted: given[row], ...(isTie && { isTie }) });
  }
}

/** Labels may be lists; 1 and true are the same, as ONNX has no booleans among a classifier's labels. */
export function isSameLabel(want: unknown, got: unknown): boolean {
  const [wanted, given] = [flat(want), flat(got)];
  return wanted.length === given.length && wanted.every((one, i) => plain(one) === plain(given[i]));
}

function plain(label: unknown): unknown {
  return typeof label === 'boolean' ? Number(label) : label;
}

function compareValues(
  { output, wanted, given }: Compared,
  found: Found,
  counted: (row: number) => boolean,
): void {
  const rows = wanted.map((want) => flat(want).map(asNumber));
  const largest = rows.map((values) => Math.max(0, ...values.map(Math.abs).filter(Number.isFinite)));
  const usual = median(largest);
  for (const [row, values] of rows.entries()) {
    const answers = flat(given[row]).map(asNumber);
    const scale = Math.max(largest[row]!, usual) / 10;
    let worst = answers.length === values.length ? 0 : Infinity;
    for (const [i, want] of values.entries()) {
      const got = answers[i] ?? NaN;
      if (Object.is(got, want) || got === want) continue;
      const absolute = Math.abs(got - want);
      const relative = Number.isFinite(absolute)
        ? absolute / (Math.max(Math.abs(want), scale) || 1)
        : Infinity;
      worst = Math.max(worst, relative);
      if (!counted(row)) continue;
      found.largestAbsolute = Math.max(found.largestAbsolute, Number.isNaN(absolute) ? Infinity : absolute);
    }
    if (counted(row)) found.largestRelative = Math.max(found.largestRelative, worst);
    if (worst > MOST_RELATIVE)
      found.differences.push({ row, output, original: wanted[row], converted: given[row], relative: worst });
  }
}

/** Every element of a nested list, or of the `{class: probability}` of a ZipMap, in its order. */
export function flat(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [value];
}

/** "NaN" and the infinities are strings in JSON. */
function asNumber(value: unknown): number {
  return value === null || value === undefined ? NaN : Number(value);
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
