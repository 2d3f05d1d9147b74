import { libraryOf } from './allowed.ts';
import { boosterIn } from './booster.ts';
import { all, attribute, classOf } from './tree.ts';
import { Made, type Value } from './value.ts';

/** The libraries whose models are of one kind: what a mixture of them is named after, in this order. */
const BOOSTERS = ['xgboost', 'lightgbm', 'catboost'];

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
  const own =
    (name && libraryOf(name)) ??
    ['scikit-learn', ...BOOSTERS, 'pytorch'].find((library) => found.has(library));
  if (own === undefined) return { framework: null, frameworkVersion: null };
  const inside = own === 'scikit-learn' ? BOOSTERS.filter((library) => found.has(library)) : [];
  return { framework: [own, ...inside].join(' + '), frameworkVersion: versions[own] ?? null };
}
