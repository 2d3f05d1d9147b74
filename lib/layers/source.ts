import path from 'node:path';
import { UserError } from '../errors.ts';

/** Where a layer that is not built in comes from, as `--templates` names it. */
export type Source =
  /** A folder: the layer itself. */
  | { kind: 'folder'; path: string }
  /** A git repository: its folder `layer`, at a branch, tag or commit; at its default branch where `ref` is absent. */
  | { kind: 'git'; url: string; ref?: string }
  /** A package of the npm registry, as npm names it: its folder `layer`. */
  | { kind: 'npm'; spec: string }
  /** Such a package as a file. */
  | { kind: 'archive'; path: string };

/**
 * Reads a source: a folder, `git+URL#REF`, `npm:NAME@VERSION`, or a .tgz.
 * @param cwd  what a relative path starts from, absolute
 * @throws UserError  layer-source, for one that looks like git or npm and is neither
 */
export function parseSource(text: string, cwd: string): Source {
  if (text.startsWith('git+')) return gitSource(text);
  if (text.startsWith('npm:')) return npmSource(text);
  const place = path.resolve(cwd, text);
  return { kind: /\.(tgz|tar\.gz)$/.test(text) ? 'archive' : 'folder', path: place };
}

/** Whether a source lies on this machine, so that it is kept relative to the project. */
export function isLocal(text: string): boolean {
  return !text.startsWith('git+') && !text.startsWith('npm:');
}

function gitSource(text: string): Source {
  const [url = '', ref] = text.slice('git+'.length).split(/#(.*)/s);
  // `ext::` and the like would run a command.
  if (!/^(https?|ssh|file|git):\/\/./.test(url)) throw refused(text, 'git+https://HOST/NAME.git#v1.2.0');
  if (/^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(url)) throw secret(url);
  // git would take it for an option.
  if (ref?.startsWith('-') === true) throw refused(text, 'git+https://HOST/NAME.git#v1.2.0');
  return { kind: 'git', url, ...(ref ? { ref } : {}) };
}

function npmSource(text: string): Source {
  const spec = text.slice('npm:'.length);
  if (!/^(@[\w.-]+\/)?\w[\w.-]*(@[\w.^~+-]+)?$/.test(spec))
    throw refused(text, 'npm:@company/templates@1.2.0');
  return { kind: 'npm', spec };
}

function secret(url: string): UserError {
  return new UserError({
    code: 'layer-source',
    what: `"${url.replace(/:[^/@:]*@/, ':…@')}" has a password in it, which the project would keep`,
    where: '--templates',
    next: 'leave it out: git asks its credential helper, and ssh has a key of yours',
  });
}

function refused(text: string, example: string): UserError {
  return new UserError({
    code: 'layer-source',
    what: `"${text}" names no templates`,
    where: '--templates',
    next: `write a folder, a .tgz file, git+URL#REF or npm:NAME@VERSION, for example ${example}`,
  });
}
