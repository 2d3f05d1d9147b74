/** A compose file with the image of a service exchanged, and what was changed, one line for each. */
export interface Pinned {
  text: string;
  changes: string[];
}

/**
 * Makes a service of a compose file start from `image`: its `image:` line is exchanged, and its `build:` becomes a
 * comment, because an image with a digest cannot be built. All else stays as it is, byte for byte.
 * @returns undefined where the service or its `image:` line is not to be found
 */
export function pinImage(text: string, service: string, image: string): Pinned | undefined {
  const lines = text.split('\n');
  const block = serviceBlock(lines, service);
  if (block === undefined) return undefined;
  const isKey = (line: string, key: string): boolean =>
    indentOf(line) === block.indent && new RegExp(`^\\s*${key}\\s*:`).test(line);
  const inBlock = (i: number): boolean => i >= block.start && i < block.end;
  const at = lines.findIndex((line, i) => inBlock(i) && isKey(line, 'image'));
  if (at === -1) return undefined;
  const changes = [`image: ${image}`];
  const [, before, after] = /^(\s*image\s*:\s*)(?:"[^"]*"|'[^']*'|[^\s#]*)(.*)$/s.exec(lines[at]!)!;
  lines[at] = `${before}"${image}"${after}`;
  const build = lines.findIndex((line, i) => inBlock(i) && isKey(line, 'build'));
  if (build !== -1) {
    changes.push('build: is a comment now, so that compose takes that image and makes none');
    const end = Math.min(endOf(lines, build, block.indent), block.end);
    for (let i = build; i < end; i++) if (says(lines[i]!)) lines[i] = lines[i]!.replace(/^( *)/, '$1# ');
  }
  return { text: lines.join('\n'), changes };
}

interface Block {
  /** The first line below the service's name. */
  start: number;
  /** The line after its last one. */
  end: number;
  /** How far its keys are indented. */
  indent: number;
}

function serviceBlock(lines: string[], service: string): Block | undefined {
  const services = lines.findIndex((line) => /^services\s*:\s*(#.*)?\r?$/.test(line));
  if (services === -1) return undefined;
  const end = endOf(lines, services, 0);
  const name = service.replace(/[.]/g, '\\.');
  const named = new RegExp(`^\\s+(?:"${name}"|'${name}'|${name})\\s*:\\s*(#.*)?\\r?$`);
  const at = lines.findIndex((line, i) => i > services && i < end && named.test(line));
  if (at === -1) return undefined;
  const first = lines.findIndex((line, i) => i > at && says(line));
  const indent = indentOf(lines[first] ?? '');
  if (first === -1 || indent <= indentOf(lines[at]!)) return undefined;
  return { start: at + 1, end: endOf(lines, at, indentOf(lines[at]!)), indent };
}

/** The first line after `start` that belongs to something on the same level, or above. */
function endOf(lines: string[], start: number, indent: number): number {
  const end = lines.findIndex((line, i) => i > start && says(line) && indentOf(line) <= indent);
  return end === -1 ? lines.length : end;
}

function says(line: string): boolean {
  return !/^\s*(#.*)?$/.test(line);
}

function indentOf(line: string): number {
  return /^ */.exec(line)![0].length;
}
