import { ALLOWED } from './allow-list.ts';

const LIBRARIES = new Map<string, string>(
  Object.entries(ALLOWED).flatMap(([library, modules]) =>
    Object.entries(modules).flatMap(([module, names]) =>
      names.split(' ').map((name): [string, string] => [`${module} ${name}`, library]),
    ),
  ),
);

/** The library that an allowed class or function is from; undefined for one that is not allowed. */
export function libraryOf({ module, qualname }: { module: string; qualname: string }): string | undefined {
  // A space in either part would make two names one.
  return /\s/.test(module + qualname) ? undefined : LIBRARIES.get(`${module} ${qualname}`);
}
