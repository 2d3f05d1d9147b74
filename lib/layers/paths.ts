import { hasControls } from '../io/text.ts';
import { targetOf } from './target.ts';

/** What the generator makes itself, from answers and model: no layer of one's own may bring it. */
const MADE_BY_GENERATOR = /^(?:model|\.ml-docker)\/|^(?:test\/golden\.json|\.yo-rc\.json)$/;

/** The one file in model/ that a layer may bring: it names the step before the model, and no model has it. */
export const PREPROCESS = 'model/preprocess.json';

/** Whether an emitted path is part of a model: the file, its card or its weights. */
export function isOfModel(file: string): boolean {
  return file.startsWith('model/') && file !== PREPROCESS;
}

/** The file that says what a layer takes away, needs and asks. */
export const CONFIG = 'layer.json';

/** Pristine copies of what was ejected into a layer: they are compared, and never emitted. */
export const EJECTED = '.ejected';

/** Folders and files that are not part of a layer, wherever they lie in it. */
const SKIPPED = ['node_modules', '.git', '.DS_Store'];

/** Whether a name in the folder `within` of a layer (empty at its top) is not part of it. */
export function isSkipped(name: string, within: string): boolean {
  return SKIPPED.includes(name) || (within === '' && name === EJECTED);
}

/** What the plan makes itself is not part of a built-in layer: the living service has a sample's model in place. */
export function isMadeByGenerator(file: string): boolean {
  return (MADE_BY_GENERATOR.test(file) && file !== PREPROCESS) || file === CONFIG;
}

/**
 * Why a file cannot be emitted from where it lies in a layer; undefined where it can. The name is judged as every
 * system reads it: `..\x` is a way out on Windows, and `.GIT` is `.git` where case does not matter.
 * @param file  path in the layer, with `/`
 */
export function faultOfPath(file: string): string | undefined {
  if (file.includes('<%')) return '`<%` in a name is not rendered: name the file as it is to be called';
  if (/[\\:]/.test(file) || hasControls(file))
    return 'a name with a backslash, a colon or a control character';
  const { target } = targetOf(file);
  for (const segment of target.split('/')) {
    if (/^\.{0,2}$|^\.*[. ]+$/.test(segment))
      return `it would be written to "${target}", outside the project`;
    if (/^(?:\.git|git~1)[. ]*$/i.test(segment))
      return `it would be written to "${target}", which is git's own`;
  }
  if (MADE_BY_GENERATOR.test(target.toLowerCase()) && target !== PREPROCESS)
    return `${target} is made by the generator itself, from the answers and the model`;
  return undefined;
}
