/**
 * Whether a way along `next` comes back to where it was, beginning at any of `starts`. Depth first, without recursion: a
 * chain of nodes is longer than the stack.
 */
export function leadsToItself<Thing>(starts: Iterable<Thing>, next: (thing: Thing) => Thing[]): boolean {
  const done = new Set<Thing>();
  for (const start of starts) {
    if (done.has(start)) continue;
    const path = [{ thing: start, left: next(start) }];
    const onPath = new Set([start]);
    while (path.length > 0) {
      const { thing, left } = path.at(-1)!;
      const step = left.pop();
      if (step === undefined) {
        done.add(thing);
        onPath.delete(thing);
        path.pop();
      } else if (onPath.has(step)) return true;
      else if (!done.has(step)) {
        onPath.add(step);
        path.push({ thing: step, left: next(step) });
      }
    }
  }
  return false;
}
