import { libraryOf } from '../allowed.ts';
import type { Source } from '../../source.ts';
import { boosterIn } from './booster.ts';
import { all, attribute, classOf } from '../tree.ts';
import { Made, type Value } from '../interpreter/value.ts';

/** Whose model it is where a class of nobody's stands outside: the one that drives the others comes first. */
const LIBRARIES = ['scikit-learn', 'xgboost', 'lightgbm', 'catboost', 'pytorch'];
/** Those that have a part in a model, and not only in how it is kept. */
const WITH_MODELS = ['scikit-learn', 'imbalanced-learn', 'xgboost', 'lightgbm', 'catboost'];

export type Framework = Pick<Source, 'framework' | 'frameworkVersion' | 'libraries'>;

/** The library that a model is of, and its exact version, where the file has it; and all libraries, where there are more. */
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
  const parts = WITH_MODELS.filter((library) => found.has(library));
  return {
    framework: own,
    frameworkVersion: versions[own] ?? null,
    ...(parts.length > 1 && {
      libraries: Object.fromEntries(parts.map((library) => [library, versions[library] ?? null])),
    }),
  };
}
