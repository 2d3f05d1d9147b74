/** npm leaves these out of a package, whatever its `files` say. */
const UNDERSCORED = new Map([
  ['_gitignore', '.gitignore'],
  ['_npmrc', '.npmrc'],
]);

/** Where a layer's file lands, and as which part: `Dockerfile.d/20-build.ejs` → `Dockerfile`, `20-build`. */
export function targetOf(file: string): { target: string; part?: string } {
  const segments = file.replace(/\.ejs$/, '').split('/');
  const base = segments.pop()!;
  const folder = segments.at(-1);
  if (folder !== undefined && folder.endsWith('.d') && folder !== '.d') {
    return { target: [...segments.slice(0, -1), folder.slice(0, -2)].join('/'), part: base };
  }
  return { target: [...segments, UNDERSCORED.get(base) ?? base].join('/') };
}
