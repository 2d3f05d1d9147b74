/** A process that reads pickles. It is compiled code that runs, so that time and memory are those of users. */
import { readIfPickle } from '../../../../../dist/lib/formats/pickle/read.js';
import { serve } from '../../../onnx/fuzz/serve.mjs';

/** The code of what is wrong with a file, or what it is. */
async function outcome(file) {
  const reading = await readIfPickle(file);
  if (reading === undefined) return 'not-a-pickle';
  JSON.stringify(reading);
  return reading.problems[0]?.code ?? `convertible-${reading.convertible}`;
}

serve(outcome);
