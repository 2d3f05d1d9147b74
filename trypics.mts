import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readModel } from './lib/onnx/model/model.ts';
import { findPictures } from './lib/preprocess/pictures/find.ts';
import { decode } from './templates/image/src/serving/pictures/decode.ts';
import { fit } from './templates/image/src/serving/pictures/fit.ts';
import { coloured, grey } from './templates/image/src/serving/pictures/colours.ts';
import { valuesOf } from './templates/image/src/serving/pictures/values.ts';
import { best } from './templates/service/src/serving/answers/scores.ts';
import { candidatesOf, suppressed } from './templates/service/src/serving/answers/detections.ts';
const ort = createRequire('/work/main/templates/service/package.json')('onnxruntime-node');
const base = '/work/shared/inputs/pictures/';
const { models } = JSON.parse(readFileSync(base + 'index.json', 'utf8'));
for (const m of models) {
  if (m.id === 'yolo-toy-cv2' || m.id === 'fp16') continue;
  const file = base + m.model; const model = await readModel(file);
  const folders = [path.dirname(file), ...(path.basename(path.dirname(file)) === 'onnx' ? [path.dirname(path.dirname(file))] : [])];
  const s = findPictures(model, folders, { preset: m.id === 'image-to-image' ? 'unit' : undefined } as any)!.preprocess as any;
  const answers = JSON.parse(readFileSync(base + m.answers, 'utf8'));
  if (process.argv[2]) { console.log(m.id, JSON.stringify((answers.pictures ?? answers)[Object.keys(answers.pictures ?? answers)[3]!]).slice(0, 500)); continue; }
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  let n = 0, bad = 0, worst = 0;
  for (const [name, a] of Object.entries(answers.pictures ?? answers) as any) {
    if (!/\.(png|jpg|webp|tiff)$/.test(name) || n >= 25) continue;
    let p; try { p = coloured(await decode(readFileSync(base + 'files/' + name))); } catch { continue; }
    if (/16gray/.test(name)) continue;
    const f = fit(s.colours === 'grey' ? grey(p) : p, s); const v = valuesOf(f.picture, s);
    const { width: w, height: h, channels: c } = f.picture; const dims = s.layout === 'NCHW' ? [1, c, h, w] : [1, h, w, c];
    const t = m.id === 'uint8-nhwc' ? new ort.Tensor('uint8', Uint8Array.from(v), dims) : new ort.Tensor('float32', v, dims);
    const out = (await session.run({ [s.input]: t }))[s.output.kind === 'tensors' ? session.outputNames[0] : s.output.output];
    n++;
    if (s.output.kind === 'classes' && a.top) { const g = best(out.data, s.output.labels, s.output.activation, 5); const w = a.top.map((x: any) => [String(x[0] ?? x.label), x[1] ?? x.score]); const d = Math.max(...w.slice(0, 5).map((x: any, k: number) => Math.abs(x[1] - g[k]!.score))); worst = Math.max(worst, d); if (w[0][0] !== g[0]!.label || d > 1e-4) { bad++; if (bad < 3) console.log(name, w.slice(0,2), g.slice(0,2)); } }
    else if (s.output.kind === 'boxes') { const [, rows, boxes] = out.dims; const g = suppressed(candidatesOf(out.data, rows - 4, boxes, s.output.threshold), s.output.overlap); const want = a.boxes ?? []; if (g.length !== want.length) { bad++; if (bad < 4) console.log(name, g.length, want.length, a.fragile); } else g.forEach((x, k) => { const e = [(x.edges[0] - f.left) / f.scaleX, (x.edges[1] - f.top) / f.scaleY, (x.edges[2] - f.left) / f.scaleX, (x.edges[3] - f.top) / f.scaleY].map((q, j) => Math.min(Math.max(q, 0), j % 2 ? p!.height : p!.width)); const b = want[k].box ?? want[k][2]; worst = Math.max(worst, ...e.map((q, j) => Math.abs(q - b[j]))); }); }
  }
  console.log(m.id, s.output.kind, { n, bad, worst });
}
