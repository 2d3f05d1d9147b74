/** A part of the text: places in code points, the end not in it. */
export interface Entity {
  label: string;
  score: number;
  start: number;
  end: number;
  text: string;
}

/** A token of the text with its label: `B-PER`, `I-PER`, `PER`, `O`. */
export interface TaggedToken {
  label: string;
  score: number;
  start: number;
  end: number;
}

/**
 * The tokens of one entity joined, as transformers' strategy "simple" does (TokenClassificationPipeline.group_entities): those
 * with the same label, unless one begins anew (`B-`). `O` is none.
 */
export function grouped(tokens: TaggedToken[], text: string): Entity[] {
  const groups: { label: string; tokens: TaggedToken[] }[] = [];
  for (const token of tokens) {
    const [, begins = '', label = ''] = /^(?:(B|I)-)?(.*)$/s.exec(token.label)!;
    const last = groups.at(-1);
    if (last && last.label === label && begins !== 'B') last.tokens.push(token);
    else groups.push({ label, tokens: [token] });
  }
  const points = Array.from(text);
  return groups
    .filter(({ label }) => label !== 'O')
    .map(({ label, tokens: own }) => {
      const start = own[0]!.start;
      const end = own.at(-1)!.end;
      const score = own.reduce((sum, one) => sum + one.score, 0) / own.length;
      return { label, score, start, end, text: points.slice(start, end).join('') };
    });
}
