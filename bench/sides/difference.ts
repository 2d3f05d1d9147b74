/** Other runtimes round the last digits of a float otherwise. */
const ABSOLUTE = 1e-6;
const RELATIVE = 1e-4;

/** Where two values of JSON differ, numbers by more than the tolerance; undefined where they do not. */
export function difference(wanted: unknown, got: unknown, at = ''): string | undefined {
  if (typeof wanted === 'number' && typeof got === 'number') {
    return Math.abs(wanted - got) <= ABSOLUTE + RELATIVE * Math.abs(wanted)
      ? undefined
      : unequal(wanted, got, at);
  }
  if (!isObject(wanted) || !isObject(got)) return wanted === got ? undefined : unequal(wanted, got, at);
  const [keys, found] = [Object.keys(wanted), Object.keys(got)];
  if (keys.length !== found.length) return `${at || '/'}: ${found.length} members, not ${keys.length}`;
  for (const key of keys) {
    const fault = difference(wanted[key], got[key], `${at}/${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function unequal(wanted: unknown, got: unknown, at: string): string {
  return `${at || '/'}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;
}
