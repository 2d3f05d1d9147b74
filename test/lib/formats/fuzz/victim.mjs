/** A process that looks into files of any format, as `inspect` does, compiled as users have it. */
import path from 'node:path';
import { inspect } from '../../../../dist/lib/formats/inspect.js';
import { serve } from '../../onnx/fuzz/serve.mjs';

// These stand for their folder.
const IN_FOLDER = ['saved_model.pb', 'MLmodel'];

/** The code of what is wrong with a file, or what it is. */
async function outcome(file) {
  const isInFolder = IN_FOLDER.includes(path.basename(file));
  const { convertible, problems } = await inspect(isInFolder ? path.dirname(file) : file);
  return problems[0]?.code ?? `convertible-${convertible}`;
}

serve(outcome);
