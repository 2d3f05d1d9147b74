/** Whether a JSON value is an object: no array, and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Flat elements, row by row, as nested arrays; a scalar (`[]`) is the bare value. */
export function nested(elements: readonly unknown[], shape: readonly number[]): unknown {
  let at = 0;
  const level = (axis: number): unknown =>
    axis === shape.length ? elements[at++] : Array.from({ length: shape[axis]! }, () => level(axis + 1));
  return level(0);
}
