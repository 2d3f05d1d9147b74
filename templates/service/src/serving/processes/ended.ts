import type { Values } from './messages.ts';

/** What processes that have ended counted: a sum must not fall when one of them dies. */
let counts: Values = [];

/** Adds what a process counted when it was asked last. What only tells how things are, such as a queue, ends with it. */
export function keepCounts(values: Values): void {
  const counted = values.filter(({ type }) => String(type) === 'counter' || String(type) === 'histogram');
  counts = counted.map((metric) => {
    const before = counts.find(({ name }) => name === metric.name)?.values ?? [];
    const sums = new Map(before.map((value) => [keyOf(value), value]));
    for (const value of metric.values) {
      const key = keyOf(value);
      sums.set(key, { ...value, value: value.value + (sums.get(key)?.value ?? 0) });
    }
    return { ...metric, values: [...sums.values()] };
  });
}

/** As the processes that run have them. */
export function keptCounts(): Values[] {
  return counts.length > 0 ? [counts] : [];
}

/** A histogram has several names: its buckets, their sum and their count. */
type Value = Values[number]['values'][number] & { metricName?: string };

function keyOf({ metricName, labels }: Value): string {
  return JSON.stringify([metricName, Object.entries(labels).sort()]);
}
