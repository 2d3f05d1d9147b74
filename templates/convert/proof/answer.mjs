// Answers rows by a converted model, as the service would: `node answer.mjs` in the folder of a service. On stdin comes a
// line of JSON, {card, requests}, and then the bytes of model.onnx; on stdout goes a line of JSON for each request.
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { predict } from './src/serving/scripts/predict.ts';
import { startService } from './src/serving/scripts/start.ts';
import { parseJson, stringifyJson } from './src/serving/tensors/json.ts';

const { card, requests } = parseJson(await receive());
writeFileSync('model/card.json', stringifyJson(card));
const settings = { BATCH: 'off', BODY_LIMIT: String(2 ** 30), DEADLINE_MS: '600000' };
const service = await startService(settings).catch((error) => {
  process.stdout.write(`${stringifyJson({ refusal: error.message })}\n`);
  process.exit(0);
});
for (const request of requests) {
  const reply = await predict(service, request);
  if (!process.stdout.write(`${stringifyJson(reply)}\n`)) await once(process.stdout, 'drain');
}
await service.stop();

/** Puts the model in its place. @returns the line before it */
async function receive() {
  const line = [];
  let model;
  for await (const chunk of process.stdin) {
    const end = model === undefined ? chunk.indexOf(10) : -1;
    if (model !== undefined) await write(model, chunk);
    else if (end < 0) line.push(chunk);
    else {
      line.push(chunk.subarray(0, end));
      model = createWriteStream('model/model.onnx');
      await write(model, chunk.subarray(end + 1));
    }
  }
  model?.end();
  if (model !== undefined) await finished(model);
  return Buffer.concat(line).toString();
}

async function write(stream, chunk) {
  if (!stream.write(chunk)) await once(stream, 'drain');
}
