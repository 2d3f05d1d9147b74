import path from 'node:path';

/** One word of a command line as a shell takes it: quoted only where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A folder as it is told: from the working folder, which is `.`; as a whole where the way there would climb. */
export function shownFolder(directory: string, from = process.cwd()): string {
  const relative = path.relative(from, directory);
  return relative.split(path.sep)[0] === '..' ? directory : relative || '.';
}

/** Where a command stands in a text, and not the name of a container or an image. */
const COMMAND = /(^\s*|[:;,] |&& |\b(?:or|as|then|until) |`)ml-docker(?= [\w./'-])/gm;

/**
 * A text with the command as whoever reads it has it: run by npx, it is not in the PATH.
 * @param script  the program that runs; npx's variables reach what it starts as well, where this is another one
 */
export function asInvoked(
  text: string,
  { npm_command }: NodeJS.ProcessEnv = process.env,
  script = process.argv[1] ?? '',
): string {
  const isByNpx = npm_command === 'exec' && script.split(/[\\/]/).includes('node_modules');
  return isByNpx ? text.replaceAll(COMMAND, '$1npx generator-ml-docker') : text;
}
