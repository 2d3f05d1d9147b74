import path from 'node:path';

/** Old path → new path of each file of a project that an update moves. */
export type Moves = ReadonlyMap<string, string>;

export interface Relocation {
  moves: Moves;
  /** Whether there is something at a path of the project, as it was before the update. */
  isThere: (place: string) => boolean;
}

/** What Node runs: paths in it are relative to the file. */
export const CODE = /\.[cm]?[jt]s$/;

/**
 * A text of a project after files have been moved: relative paths of imports (also of `new URL()`, of worker threads) lead
 * to where the files are now, and so do paths that name a moved file from the project's root, as package.json does.
 * @param was  the text's own path before, and `is` after the update
 */
export function relocate(
  text: string,
  { was, is }: { was: string; is: string },
  { moves, isThere }: Relocation,
): string {
  if (moves.size === 0) return text;
  const isCode = CODE.test(was);
  const named = text.replace(mention(moves, isCode), (old) => {
    const start = old.startsWith('./') ? './' : '';
    return start + moves.get(old.slice(start.length))!;
  });
  if (!isCode) return named;
  return named.replace(/(['"`])(\.\.?\/[^'"`\s$]*)\1/g, (literal, quote: string, way: string) => {
    const target = path.posix.join(path.posix.dirname(was), way);
    const isAffected = moves.has(target) || (was !== is && !target.startsWith('..') && isThere(target));
    if (!isAffected) return literal;
    const now = path.posix.relative(path.posix.dirname(is), moves.get(target) ?? target);
    return `${quote}${now.startsWith('.') ? now : `./${now}`}${quote}`;
  });
}

/** A moved file's path, as a word of its own, from the project's root. In code, what begins with `./` is relative. */
function mention(moves: Moves, isCode: boolean): RegExp {
  const names = [...moves.keys()].map((file) => file.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(?<![\\w./-])${isCode ? '' : '(?:\\./)?'}(?:${names.join('|')})(?![\\w-]|[./]\\w)`, 'g');
}
