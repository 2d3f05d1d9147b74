/** Whether an element is the expected one. */
export type Close = (got: unknown, want: unknown) => boolean;

/** Integers may be numbers here and bigints there: their digits are what counts. */
export const exactly: Close = (got, want) =>
  isNumber(got) === isNumber(want) && typeof got !== 'object' && digitsOf(got) === digitsOf(want);

const digitsOf = (value: unknown): string => String(value);

/** |got − want| ≤ atol + rtol·|want|; NaN and the infinities are strings, and exact. */
export function within(atol: number, rtol: number): Close {
  return (got, want) =>
    typeof want === 'string'
      ? got === want
      : isNumber(got) && Math.abs(Number(got) - Number(want)) <= atol + rtol * Math.abs(Number(want));
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Where two JSON values differ, in structure or in an element; undefined where they agree. */
export function difference(got: unknown, want: unknown, close: Close, at = ''): string | undefined {
  const told = (): string => `${at || '/'}: ${text(got)} instead of ${text(want)}`;
  if (!isComposite(want)) return close(got, want) ? undefined : told();
  if (!isComposite(got) || Array.isArray(got) !== Array.isArray(want)) return told();
  const keys = Object.keys(want);
  if (keys.length !== Object.keys(got).length) return told();
  for (const key of keys) {
    if (!Object.hasOwn(got, key)) return told();
    const found = difference(got[key], want[key], close, `${at}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The beginning of a JSON value, for people. */
export function text(value: unknown): string {
  const digits = (_key: string, member: unknown): unknown =>
    typeof member === 'bigint' ? String(member) : member;
  return (JSON.stringify(value, digits) ?? 'nothing').slice(0, 200);
}
