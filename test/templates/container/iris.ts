import type { Answers } from '../../../lib/interview/answers.ts';
import { projectLayers } from '../../../lib/layers/layer.ts';
import { chooseModel } from '../../../lib/model/model.ts';
import { plan } from '../../../lib/project/plan.ts';
import type { Files } from '../../../lib/layers/render.ts';

/** A project of sample:iris with all of its files but the model, and how to put that into a folder. */
export async function iris(
  answers: Partial<Answers> = {},
): Promise<{ files: Files; copyModel: (directory: string) => Promise<unknown> }> {
  const { card, golden, copy } = await chooseModel('sample:iris', process.cwd());
  const all: Answers = {
    name: 'irisapi',
    model: 'sample:iris',
    port: 8000,
    baseImage: 'node:24-bookworm-slim',
    with: ['compose'],
    ...answers,
  };
  const layers = await projectLayers(all.with);
  const files = plan({ answers: all, card, layers, ...(golden && { golden }) });
  return { files, copyModel: copy! };
}

/** One file of it, as text. */
export async function irisFile(file: string, answers: Partial<Answers> = {}): Promise<string> {
  return String((await iris(answers)).files.get(file));
}
