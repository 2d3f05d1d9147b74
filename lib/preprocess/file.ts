import { formatJson } from '../json.ts';
import type { Preprocess } from './preprocess.ts';

/** model/preprocess.json: the step that it names may be one that somebody else has written. */
export interface PreprocessFile {
  step: string;
  text: string;
}

export function preprocessFile(settings: Preprocess): PreprocessFile {
  return { step: settings.step, text: formatJson(settings) };
}
