import { UserError } from '../errors.ts';
import { isObject, isTexts } from './json.ts';
import { faultsOfMoved, type Moved } from './moved.ts';
import { faultsOfQuestion, type LayerQuestion } from './questions.ts';

/** layer.json: data, never code. */
export interface LayerConfig {
  /** Globs of emitted paths that this layer takes away from the layers below it. */
  remove: string[];
  /** Names of layers that have to be there as well. */
  requires: string[];
  questions: LayerQuestion[];
  /** Where its files are now that an earlier version of it emitted under other paths. */
  moved: Moved;
}

/** What a layer without layer.json says. */
export const NO_CONFIG: LayerConfig = { remove: [], requires: [], questions: [], moved: {} };

/**
 * Reads layer.json.
 * @throws UserError  layer-json, with every fault (exit 2)
 */
export function parseConfig(text: string, file: string): LayerConfig {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw wrong(file, [`it is not JSON: ${(error as Error).message}`]);
  }
  if (!isObject(config)) throw wrong(file, ['it is not a JSON object']);
  const { remove = [], requires = [], questions = [], moved = {}, ...others } = config;
  const faults = [
    ...Object.keys(others).map(
      (key) => `"${key}" is unknown; there are "remove", "requires", "questions" and "moved"`,
    ),
    ...(isTexts(remove) ? [] : ['"remove" is a list of globs']),
    ...(isTexts(requires) ? [] : ['"requires" is a list of names of layers']),
    ...(Array.isArray(questions) ? questions.flatMap(faultsOfQuestion) : ['"questions" is a list']),
    ...faultsOfMoved(moved),
  ];
  if (faults.length > 0) throw wrong(file, faults);
  return { remove, requires, questions, moved } as LayerConfig;
}

function wrong(file: string, faults: string[]): UserError {
  return new UserError({
    code: 'layer-json',
    what: 'layer.json of a layer cannot be used',
    where: file,
    details: faults,
    next: 'fix it, or remove it: a layer needs no layer.json',
  });
}
