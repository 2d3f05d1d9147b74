import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Response } from 'express';
import type { Card } from '../../src/card.ts';
import { Codec } from '../../src/serving/codec/codec.ts';
import type { Dialect, Parts } from '../../src/serving/codec/dialects.ts';
import type { Config } from '../../src/config.ts';
import { Room } from '../../src/serving/http/room.ts';
import { Turn } from '../../src/serving/http/turn.ts';
import type { Encoding, PackedBody } from '../../src/serving/http/unpack.ts';
import { createLog } from '../../src/serving/log.ts';
import { createMetrics } from '../../src/serving/metrics.ts';
import { Problem } from '../../src/serving/problems.ts';
import { datatypes } from '../../src/serving/tensors/datatypes.ts';
import { elementsOf, forTheWay } from '../../src/serving/tensors/packed.ts';
import type { Tensor } from '../../src/serving/tensors/tensor.ts';

/** A model with an input and an output of every datatype, and columns for none of them. */
const names = Object.keys(datatypes);
const tensors = names.map((datatype) => ({ name: datatype.toLowerCase(), datatype, shape: ['N'] }));
const card = { inputs: tensors, outputs: tensors, example: {} } as unknown as Card;
const config = {
  name: 'api',
  bodyLimit: 2 ** 20,
  queueLimit: 4,
  deadline: 10_000,
  memory: { heap: 2 ** 28 },
} as Config;
const log = createLog('silent');

function codecs(settings = config) {
  const metrics = createMetrics();
  const service = {
    metrics,
    config: settings,
    memory: { bodies: new Room(2 ** 30), work: new Room(2 ** 30) },
  };
  const turn = () => {
    const one = new Turn(new EventEmitter() as unknown as Response, service);
    one.begin();
    return one;
  };
  return {
    here: new Codec(card, settings, log, metrics, Infinity),
    there: new Codec(card, settings, log, metrics, 0),
    metrics,
    turn,
  };
}

/** A body in pieces, as it comes from the network. */
function body(content: string | Buffer, encoding: Encoding = 'identity'): PackedBody {
  const bytes = Buffer.from(content);
  const half = bytes.length >> 1;
  const pieces = [bytes.subarray(0, half), bytes.subarray(half)].map((part) => new Uint8Array(part));
  return { pieces, length: bytes.length, encoding };
}

const values: Record<string, string> = {
  BOOL: '[true,false]',
  BYTES: `["é\\ud83d\\ude00",${JSON.stringify('long '.repeat(10_000))}]`,
  INT64: '[-9223372036854775808,9223372036854775807]',
  UINT64: '[18446744073709551615,0]',
  FP16: '["NaN",-0.5]',
  FP32: '["Infinity",5.1]',
  FP64: '["-Infinity",1e-300]',
};
const inputs = names.map((name) => `"${name.toLowerCase()}":${values[name] ?? '[1,2]'}`).join();
const valid = `{"inputs":{${inputs}}}`;
const protocol = names.map(
  (name) =>
    `{"name":"${name.toLowerCase()}","datatype":"${name}","shape":[2],"data":${values[name] ?? '[1,2]'}}`,
);
const binary = Buffer.from([1, 0, 0, 0, 65, 0, 0, 0, 0]);
const infer = `{"id":"a","inputs":[{"name":"bytes","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":9}}]}`;

const text = (parts: Parts) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string))).toString('latin1');

/** What comes of a body: the request, or the problem. */
async function outcome(
  codec: Codec,
  dialect: Dialect,
  one: PackedBody,
  headerLength: string | undefined,
  turn: Turn,
) {
  try {
    const request = await codec.read(dialect, { ...one, headerLength }, turn);
    const read = request.inputs.map((tensor) => tensor && { ...tensor, data: elementsOf(tensor) });
    return { ...request, inputs: read };
  } catch (error) {
    assert.ok(error instanceof Problem);
    return { ...error.toJSON(), headers: error.headers };
  }
}

describe('a body gives the same in the thread as at once', () => {
  const { here, there, turn } = codecs();
  const bodies: [string, () => PackedBody, string?][] = [
    ['every datatype', () => body(valid)],
    ['every datatype, in the protocol', () => body(`{"inputs":[${protocol.join()}]}`)],
    ['with a byte order mark', () => body(`\uFEFF${valid}`)],
    ['compressed', () => body(gzipSync(valid), 'gzip')],
    ['compressed wrongly', () => body(valid, 'br')],
    ['compressed, and too large', () => body(gzipSync(' '.repeat(2 ** 20 + 1)), 'gzip')],
    ['malformed', () => body('{"inputs": ')],
    ['empty', () => body('')],
    ['no UTF-8', () => body(Buffer.from([0x22, 0xff, 0x22]))],
    ['nested too deeply', () => body('['.repeat(100_000))],
    ['a thousand faults', () => body(`{"inputs":{"int8":[${'"x",'.repeat(1000)}1e3]},"other":1}`)],
    ['no object', () => body('[1]')],
    ['bytes', () => body(Buffer.concat([Buffer.from(infer), binary])), String(infer.length)],
    ['bytes, of which some are missing', () => body(infer), String(infer.length)],
    ['a wrong length', () => body(infer), 'many'],
    ['raw bytes', () => body(binary), '0'],
  ];
  for (const dialect of ['predict', 'infer'] as const) {
    for (const [name, make, headerLength] of bodies) {
      test(`${dialect}: ${name}`, async () => {
        // A compressed body goes to the thread in any case: it is compared with itself there.
        const want = await outcome(here, dialect, make(), headerLength, turn());
        assert.deepEqual(await outcome(there, dialect, make(), headerLength, turn()), want);
      });
    }
  }

  test('and so does an answer', async () => {
    const { inputs } = await here.read('predict', body(valid), turn());
    const forms = { predict: { outputs: card.outputs }, infer: { outputs: [] as object[] } };
    forms.infer.outputs = card.outputs.map((spec, index) => ({ spec, binary: index % 2 === 0 }));
    for (const dialect of ['predict', 'infer'] as const) {
      const form = forms[dialect] as never;
      const want = await here.write(dialect, form, inputs, turn());
      const copies = inputs.map((tensor): Tensor => ({
        ...tensor,
        data: tensor.data.slice(),
      }));
      const got = await there.write(dialect, form, copies, turn());
      assert.equal(text(got), text(want));
    }
  });

  test('but the parts of a run that other requests share are copied', async () => {
    const run = Float32Array.of(1.5, 2.5);
    const [first, second] = [run.subarray(0, 1), run.subarray(1)];
    const spec = card.outputs.find(({ datatype }) => datatype === 'FP32')!;
    const answer = (data: Float32Array) =>
      there.write('predict', { outputs: [spec] }, [{ ...spec, shape: [1], data }], turn());
    assert.equal(text(await answer(first)), '{"outputs":{"fp32":[1.5]}}');
    assert.equal(text(await answer(second)), '{"outputs":{"fp32":[2.5]}}');
  });
});

test('a compressed body gives the same as a plain one', async () => {
  const { here, turn } = codecs();
  const want = await outcome(here, 'predict', body(valid), undefined, turn());
  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    const compressed = body(compress(valid), encoding);
    assert.deepEqual(await outcome(here, 'predict', compressed, undefined, turn()), want);
  }
});

test('many strings travel packed, a few as they are', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `\uFEFF${index}é`);
  const packed = forTheWay(many);
  assert.ok(packed instanceof Uint8Array);
  const tensor = { name: 'x', datatype: 'BYTES', shape: [5000], data: packed };
  assert.deepEqual(elementsOf(tensor), many);
  assert.deepEqual(forTheWay(['a', 'b']), ['a', 'b']);
});

test('a fault of the service stays one, with its stack', async () => {
  const { there, turn } = codecs();
  const spec = { ...card.outputs[0]!, classes: ['a', 'b'], zipmap: true as const };
  const output = { ...spec, shape: [1, 1], data: Float32Array.of(1) };
  const answer = there.write('predict', { outputs: [spec] }, [output], turn());
  await assert.rejects(
    answer,
    (error: Error) => !(error instanceof Problem) && /answer\.ts/.test(error.stack!),
  );
});

test('beyond the limit of the queue a body gets 503 at once, and every other one its answer', async () => {
  const { there, turn } = codecs();
  const big = `{"inputs":${' '.repeat(300_000)}1}`;
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, () => there.read('predict', body(big), turn())),
  );
  const statuses = results.map((result) => (result as { reason?: Problem }).reason?.status);
  // One is being read, four wait.
  assert.deepEqual(statuses, [...Array<number>(5).fill(400), ...Array<number>(7).fill(503)]);
  const refused = results.at(-1) as PromiseRejectedResult;
  assert.deepEqual((refused.reason as Problem).headers, { 'Retry-After': '1' });
});

test('what passes the deadline gets 504, and the next body its answer', async () => {
  const { there, turn } = codecs({ ...config, deadline: 1 });
  const slow = there.read('predict', body(valid), turn());
  await assert.rejects(slow, { status: 504, message: 'There was no answer within 1 ms.' });
  const patient = turn();
  Object.defineProperty(patient, 'left', { value: 10_000 });
  await assert.rejects(there.read('predict', body('{'), patient), { status: 400 });
});

test('where the thread dies, its task gets 503, and the next one another thread', async () => {
  const { there, turn, metrics } = codecs();
  const restarts = async () => (await metrics.codecRestarts.get()).values[0]!.value;
  process.once('worker', (thread) => void thread.terminate());
  const dying = there.read('predict', body(valid), turn());
  await assert.rejects(dying, { status: 503, headers: { 'Retry-After': '1' } });
  assert.equal(await restarts(), 1);
  await assert.rejects(there.read('predict', body('{'), turn()), { status: 400 });
  assert.equal(await restarts(), 1);
});

test('a body whose client has gone is not read', async () => {
  const { there, metrics, turn } = codecs();
  const gone = turn();
  Object.defineProperty(gone, 'isGone', { value: true });
  await assert.rejects(there.read('predict', body(valid), gone), { status: 503 });
  assert.equal((await metrics.codecRestarts.get()).values[0]?.value ?? 0, 0);
});

test(
  'the thread goes behind the main one',
  { skip: process.platform !== 'linux' && 'priorities by thread' },
  async () => {
    const { there, turn } = codecs();
    await there.read('predict', body(valid), turn());
    const priorities = readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)));
    assert.ok(priorities.some((priority) => priority > getPriority()));
  },
);
