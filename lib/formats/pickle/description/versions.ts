import { libraryOf } from '../allowed.ts';
import { boosterIn } from './booster.ts';
import { all, attribute, classOf } from '../tree.ts';
import { Made, type Value } from '../interpreter/value.ts';

/** Whose model it is where a class of nobody's stands outside: the one that drives the others comes first. */
const LIBRARIES = ['scikit-learn', 'xgboost', 'lightgbm', 'catboost', 'pytorch'];

export interface Framework {
  framework: string | null;
  frameworkVersion: string | null;
}

/** The library that a model is of, and its exact version, where the file has it. */
export function frameworkOf(root: Value): Framework {
  const found = new Set<string>();
  const versions: Record<string, string> = {};
  for (const value of all(root)) {
    if (!(value instanceof Made)) continue;
    const name = classOf(value);
    const library = name && libraryOf(name);
    if (library !== undefined) found.add(library);
    const scikitLearn = attribute(value, '_sklearn_version');
    if (typeof scikitLearn === 'string') versions['scikit-learn'] ??= scikitLearn;
    const version = boosterIn(value)?.source.frameworkVersion;
    if (version) versions[library!] ??= version;
  }
  const name = classOf(root);
  const own = (name && libraryOf(name)) ?? LIBRARIES.find((library) => found.has(library));
  if (own === undefined) return { framework: null, frameworkVersion: null };
  return { framework: own, frameworkVersion: versions[own] ?? null };
}
