/**
 * Names, labels and units come from a model file and may hold any character, in texts that OpenAPI reads as
 * CommonMark: these two are the only ways into such a text.
 */

/** As a code span, where nothing but backticks has a meaning. Control characters are written as `\n`, `\u001b`. */
export function code(text: string): string {
  if (text === '') return '""';
  const visible = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\ud800-\udfff]/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    return escaped === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : escaped;
  });
  const runs = visible.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const space = /^[` ]|[` ]$/.test(visible) ? ' ' : '';
  return fence + space + visible + space + fence;
}

/** As plain text, with its own lines and paragraphs. */
export function plain(text: string): string {
  const lines = text.trim().split(/\r\n?|\n/);
  return lines.map((line) => escapeStart(escapeInline(line.trim()))).join('\n');
}

/** As plain text in one line. */
export function inline(text: string): string {
  return plain(text.replace(/\s+/g, ' '));
}

/** Underscores within a word are left alone: they never mean emphasis. */
function escapeInline(line: string): string {
  return line.replace(/[\\`*[\]<>&|~!]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&');
}

/** What would begin a heading, a list, a rule or a table's. */
function escapeStart(line: string): string {
  return line.replace(/^[#+=:-]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2');
}

/** At most `most` items, then how many more there are. */
export function shortened(items: readonly string[], most: number): string[] {
  if (items.length <= most + 1) return [...items]; // "and 1 more" would take as much room
  return [...items.slice(0, most), `… and ${items.length - most} more`];
}
