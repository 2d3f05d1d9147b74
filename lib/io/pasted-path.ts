import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A path as people paste it (in quotes, with `\ ` for a space, a file:// URL, as a terminal writes a file that is
 * dragged into it) as the path that is meant. What exists exactly as it was typed is that.
 * @param cwd  the folder that relative paths start from
 * @returns a relative path for a relative one; where nothing exists, the likeliest reading
 */
export function pastedPath(text: string, cwd: string, platform = process.platform): string {
  const trimmed = text.trim();
  const word = fromShell(trimmed, platform);
  const readings = [text, trimmed, word, fromUrl(word ?? trimmed)].filter(
    (reading) => reading !== undefined && reading !== '',
  ) as string[];
  const found = readings.find((reading) => existsSync(path.resolve(cwd, expandHome(reading))));
  return found ?? readings.at(-1) ?? text;
}

/** A shell does this for a flag; at a prompt there is no shell. */
export function expandHome(file: string): string {
  return file === '~' || /^~[\\/]/.test(file) ? path.join(homedir(), file.slice(1)) : file;
}

function fromUrl(text: string): string | undefined {
  if (!/^file:\/\//i.test(text)) return undefined;
  try {
    return fileURLToPath(text);
  } catch {
    // Of another host, or with a `%` that means nothing.
    return undefined;
  }
}

/** The parts of a word in a shell: `'as it is'`, `"\" and \\ only"`, `\ ` and the like, and what needs no quoting. */
const PARTS = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy;
/** On Windows `\` separates folders, and quotes are all there is; PowerShell puts an `&` before a dragged file. */
const WINDOWS = /^(?:& )?(?:"([^"]*)"|'([^']*)')$/s;

/** The word that a shell would make of a text; undefined where it would make several, or wait for more. */
function fromShell(text: string, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') {
    const quoted = WINDOWS.exec(text);
    return quoted?.[1] ?? quoted?.[2];
  }
  const parts = [...text.matchAll(PARTS)];
  const isWhole = parts.reduce((length, [part]) => length + part.length, 0) === text.length;
  if (!isWhole) return undefined;
  return parts
    .map(([, single, double, escaped, plain]) => {
      return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain;
    })
    .join('');
}
