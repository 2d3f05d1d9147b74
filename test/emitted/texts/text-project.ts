import { copyFile, cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatJson } from '../../../lib/json.ts';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { packageRoot } from '../../../lib/package.ts';
import { findTexts } from '../../../lib/preprocess/texts/find.ts';
import { emitRunnable } from '../emit.ts';
import { inTexts, type TextModel, texts } from './shared-texts.ts';

/** The project of a shared model that takes texts, ready to run on this machine. */
export async function makeTextProject(project: string, id: string): Promise<void> {
  const { models } = inTexts('index.json') as { models: TextModel[] };
  const file = path.join(texts, models.find((one) => one.id === id)!.model);
  await emitRunnable(project, { model: file });
  await cp(path.join(packageRoot, 'templates', 'text', 'src'), path.join(project, 'src'), {
    recursive: true,
  });
  const found = findTexts(await readModel(file), [path.dirname(file), path.dirname(path.dirname(file))])!;
  await copyFile(found.tokenizer, path.join(project, 'model', 'tokenizer.json'));
  await writeFile(path.join(project, 'model', 'preprocess.json'), formatJson(found.preprocess));
}
