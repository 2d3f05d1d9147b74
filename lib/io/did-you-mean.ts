import leven from 'leven';

/** ` (did you mean "port"?)` where a known word is near to `word`, else nothing. */
export function didYouMean(word: string, known: string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** The known word that is fewest edits away from `word`, if it is at most two, or a third of its length. */
export function nearest(word: string, known: string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, edits: leven(word, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}
