import { formatJson } from '../json.ts';
import type { Preprocess } from './preprocess.ts';

/** model/preprocess.json, and the built-in layer that does what it says. */
export interface PreprocessFile {
  step: string;
  text: string;
}

export function preprocessFile(settings: Preprocess): PreprocessFile {
  return { step: settings.step, text: formatJson(settings) };
}
