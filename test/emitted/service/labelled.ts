/** Cases for `it.each`, each with its JSON as the label. */
export function labelled(...values: unknown[]): [label: string, value: unknown][] {
  return values.map((value) => [JSON.stringify(value) ?? 'nothing', value]);
}
