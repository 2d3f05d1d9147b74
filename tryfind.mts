import { readModel } from './lib/onnx/model/model.ts';
import { findPictures } from './lib/preprocess/pictures/find.ts';
import { findTexts } from './lib/preprocess/texts/find.ts';
import path from 'node:path';
import { readFileSync } from 'node:fs';
for (const kind of ['pictures', 'text']) {
  const base = '/work/shared/inputs/' + kind + '/';
  const { models } = JSON.parse(readFileSync(base + 'index.json', 'utf8'));
  for (const m of models) {
    const file = base + m.model; const model = await readModel(file);
    const folders = [path.dirname(file), ...(path.basename(path.dirname(file)) === 'onnx' ? [path.dirname(path.dirname(file))] : [])];
    const f = kind === 'pictures' ? findPictures(model, folders) : findTexts(model, folders);
    console.log(m.id, m.preset ?? m.post, m.output ?? m.task, '=>', JSON.stringify(f && { o: (f as any).origin, l: (f as any).labelsOrigin, ...f.preprocess }));
  }
}
