import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readModel } from './lib/onnx/model/model.ts';
import { findTexts } from './lib/preprocess/texts/find.ts';
import { TextEncoder as Enc } from './templates/text/src/serving/texts/encode.ts';
import { filled } from './templates/text/src/serving/texts/batch.ts';
import { best, activated } from './templates/service/src/serving/answers/scores.ts';
import { pooled, normalized } from './templates/service/src/serving/answers/embedding.ts';
import { grouped } from './templates/service/src/serving/answers/entities.ts';
const ort = createRequire('/work/main/templates/service/package.json')('onnxruntime-node');
const base = '/work/shared/inputs/text/';
const { models } = JSON.parse(readFileSync(base + 'index.json', 'utf8'));
const strings = JSON.parse(readFileSync(base + 'strings.json', 'utf8')).map((s: any) => s.text);
const show = process.argv[2];
for (const m of models) {
  const file = base + m.model; const model = await readModel(file);
  const folders = [path.dirname(file), ...(path.basename(path.dirname(file)) === 'onnx' ? [path.dirname(path.dirname(file))] : [])];
  const found = findTexts(model, folders)!; const s = found.preprocess as any;
  const enc = new Enc(found.tokenizer, s);
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  const answers = JSON.parse(readFileSync(base + m.answers, 'utf8'));
  if (show) { console.log(m.id, JSON.stringify(answers.strings[20]).slice(0, 700)); continue; }
  let worst = 0, bad = 0, n = 0, err = 0;
  for (let i = 0; i < strings.length; i += 3) {
    const a = answers.strings[i]; const text = strings[i];
    if (a.error) { err++; continue; }
    const [e] = await enc.encode([text]);
    const f = filled([e!], s, enc.padId);
    const type = model.inputs[0]!; const is32 = JSON.stringify(type).includes('"elementType":6') || m.id.includes('int32');
    const t = (d: BigInt64Array) => is32 ? new ort.Tensor('int32', Int32Array.from(d, Number), [1, f.length]) : new ort.Tensor('int64', d, [1, f.length]);
    const feeds: any = { [s.inputs.ids]: t(f.ids) }; if (s.inputs.mask) feeds[s.inputs.mask] = t(f.mask); if (s.inputs.types) feeds[s.inputs.types] = t(f.types);
    const out = (await session.run(feeds))[s.output.output];
    n++;
    let got: any, want: any;
    if (s.output.kind === 'classes') { got = activated(out.data, s.output.activation); want = a.probabilities ?? a.scores ?? a.output; }
    else if (s.output.kind === 'embedding') { got = s.output.pooling === 'none' ? Array.from(out.data) : pooled(out.data, out.dims[2], Array.from(f.mask, Number), s.output.pooling); if (s.output.normalize) got = normalized(got); want = a.embedding ?? a.output; }
    else { const labels = s.output.labels; const C = labels.length; const special = e!.getSpecialTokensMask(); const off = e!.getOffsets();
      const toks = special.flatMap((sp: number, k: number) => { if (sp) return []; const p = activated(out.data.subarray(k*C,(k+1)*C), 'softmax'); const b = p.indexOf(Math.max(...p)); return [{ label: labels[b], score: p[b]!, start: off[k]![0]!, end: off[k]![1]! }]; });
      got = grouped(toks, text); want = a.groups_simple; const g = JSON.stringify(got.map((x: any) => [x.label, x.start, x.end])); const w = JSON.stringify((want ?? []).map((x: any) => [x.entity_group ?? x.label, x.start, x.end])); if (g !== w) { bad++; if (bad < 3) console.log(m.id, i, g.slice(0, 200), w.slice(0, 200)); } continue; }
    if (!want) { bad++; continue; }
    const d = Math.max(...want.map((x: number, k: number) => Math.abs(x - got[k]))); worst = Math.max(worst, d); if (!(d < 1e-4) || want.length !== got.length) { bad++; if (bad < 3) console.log(m.id, i, d, JSON.stringify(text).slice(0, 60)); }
  }
  console.log(m.id, { n, bad, err, worst });
}
