/**
 * A process that does with model files all that the generator does before and while it writes a project. It is compiled
 * code that runs, on the Node that users have, so that time and memory are theirs.
 * It is sent {file, target} and answers {outcome, milliseconds} for each, and its peak of memory for {peak: true}.
 */
import { UserError } from '../../../../dist/lib/errors.js';
import { judge } from '../../../../dist/lib/onnx/judge/judge.js';
import { modelCard } from '../../../../dist/lib/onnx/card/make.js';
import { readModel } from '../../../../dist/lib/onnx/model/model.js';
import { writeServable } from '../../../../dist/lib/onnx/servable.js';
import { serve } from './serve.mjs';

const source = { file: 'model.onnx', origin: 'file', sha256: '' };

/** The code of what is wrong with a model, or `servable`; throws what users should never see. */
async function outcome(file, target) {
  try {
    const written = await write(file, target);
    if (typeof written === 'string') return written;
    const again = names(modelCard(await readModel(target), source));
    if (again !== written.names) throw new Error(`${written.names} became ${again}`);
    return 'servable';
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

async function write(file, target) {
  const model = await readModel(file);
  const [problem] = judge(model);
  if (problem !== undefined) return problem.code;
  const card = modelCard(model, source);
  JSON.stringify(card);
  await writeServable(model, file, target);
  return { names: names(card) };
}

function names({ inputs, outputs }) {
  return JSON.stringify([inputs, outputs].map((all) => all.map(({ name }) => name)));
}

serve(outcome);
