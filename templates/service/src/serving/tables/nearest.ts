/** The name that somebody who wrote another one may have meant, if any is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = letters(name);
  const [best] = names
    .map((given) => ({ given, away: distance(wanted, letters(given)) }))
    .filter(({ given, away }) => letters(given) !== '' && away <= Math.max(1, wanted.length / 4))
    .sort((one, other) => one.away - other.away);
  return best?.given;
}

/** Without a unit in brackets, spaces and signs. */
function letters(name: string): string {
  const bare = name.normalize('NFC').replace(/\(.*?\)|\[.*?\]/g, '');
  return bare.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** How many letters have to be added, left out or exchanged (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
