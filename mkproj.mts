import { cpSync, mkdirSync, writeFileSync, rmSync, symlinkSync, copyFileSync } from 'node:fs';
import path from 'node:path';
import { readModel } from './lib/onnx/model/model.ts';
import { modelCard } from './lib/onnx/card/make.ts';
import { findPictures } from './lib/preprocess/pictures/find.ts';
import { formatJson } from './lib/json.ts';
const [file, out] = process.argv.slice(2) as [string, string];
rmSync(out, { recursive: true, force: true }); mkdirSync(out, { recursive: true });
for (const layer of ['service', 'image']) cpSync(`templates/${layer}`, out, { recursive: true, filter: (f) => !/node_modules|\/model(\/|$)|\.ejs|README/.test(f) });
mkdirSync(out + '/model'); mkdirSync(out + '/node_modules');
const M = '/work/main/templates/service/node_modules';
import { readdirSync } from 'node:fs';
for (const n of readdirSync(M)) if (!n.startsWith('.')) symlinkSync(path.join(M, n), out + '/node_modules/' + n);
for (const n of ['sharp', 'detect-libc', 'semver', '@img']) { try { symlinkSync('/work/draft20/node_modules/' + n, out + '/node_modules/' + n); } catch {} }
copyFileSync(file, out + '/model/model.onnx');
const model = await readModel(file);
const folders = [path.dirname(file), path.dirname(path.dirname(file))];
writeFileSync(out + '/model/card.json', formatJson(modelCard(model, { file: path.basename(file), origin: 'file', sha256: '0'.repeat(64) })));
writeFileSync(out + '/model/preprocess.json', formatJson(findPictures(model, folders)!.preprocess));
