import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findExample } from '../../src/serving/scripts/predict.ts';
import type { Running } from '../../src/serving/scripts/start.ts';
import { post, startService } from '../../src/serving/scripts/start.ts';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import { readPredictRequest } from '../../src/serving/predict/request.ts';
import { parseJson, stringifyJson } from '../../src/serving/tensors/json.ts';
import { writeBinary } from '../../src/serving/tensors/binary.ts';
import { describedTensor } from '../../src/serving/v2/answer.ts';

interface Output {
  name: string;
  datatype: string;
  shape: number[];
  data?: unknown[];
  parameters?: { binary_data_size: number };
}
interface Answer {
  model_name: string;
  model_version: string;
  id?: string;
  outputs: Output[];
}

const UNANSWERED = 'the example is not answered: smoke.test.ts says why';
const card = readCard();
const { name } = readConfig({}, card);

let service: Running;
let inputs: ReturnType<typeof readPredictRequest>['inputs'] | undefined;
before(async () => {
  service = await startService();
  const { request } = await findExample(service, card);
  inputs = request && readPredictRequest(request, card).inputs;
});
after(() => service.stop());

const model = () => `${service.url}/v2/models/${name}`;

test('an inference answers with the name, the version and the id, and every output of the card', async (context) => {
  if (!inputs) return context.skip(UNANSWERED);
  const { status, body } = await post(`${model()}/infer`, {
    id: 'mine',
    inputs: inputs.map(describedTensor),
  });
  assert.equal(status, 200);
  const { model_name, model_version, id, outputs } = body as Answer;
  assert.deepEqual({ model_name, model_version, id }, { model_name: name, model_version: '1', id: 'mine' });
  assert.deepEqual(
    outputs.map(({ name, datatype }) => ({ name, datatype })),
    card.outputs.map(({ name, datatype }) => ({ name, datatype })),
  );
  for (const { data, shape } of outputs) {
    assert.equal(
      data!.length,
      shape.reduce((product, size) => product * size, 1),
    );
  }
});

test('the metadata know version 1 alone', async () => {
  const { versions } = (await (await fetch(model())).json()) as { versions: string[] };
  assert.deepEqual(versions, ['1']);
  assert.equal((await fetch(`${model()}/versions/1/ready`)).status, 200);
  assert.equal((await fetch(`${model()}/versions/2/ready`)).status, 404);
});

test('tensors as bytes, there and back, follow the JSON part whose length the header tells', async (context) => {
  if (!inputs) return context.skip(UNANSWERED);
  const parts = inputs.map(writeBinary);
  const described = inputs.map(({ name, datatype, shape }, index) => {
    const parameters = { binary_data_size: parts[index]!.length };
    return { name, datatype, shape, parameters };
  });
  const head = Buffer.from(stringifyJson({ inputs: described, parameters: { binary_data_output: true } }));
  const response = await fetch(`${model()}/infer`, {
    method: 'POST',
    headers: { 'Inference-Header-Content-Length': String(head.length) },
    body: new Uint8Array(Buffer.concat([head, ...parts])),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(response.status, 200, bytes.toString());
  const told = response.headers.get('inference-header-content-length');
  const { outputs } = parseJson(
    bytes.toString('utf8', 0, told === null ? undefined : Number(told)),
  ) as Answer;
  const sizes = outputs.map(({ parameters }) => parameters!.binary_data_size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // An answer of nothing but empty tensors is plain JSON.
  assert.equal(told === null ? 0 : bytes.length - Number(told), total);
  assert.equal(outputs.length, card.outputs.length);
});
