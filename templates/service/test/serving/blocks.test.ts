import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Card } from '../../src/card.ts';
import { liftBlocks } from '../../src/serving/codec/lift.ts';
import { parseBody } from '../../src/serving/codec/parse.ts';
import { predictPlaces, readPredictRequest } from '../../src/serving/predict/request.ts';
import { Problem } from '../../src/serving/problems.ts';
import { parseJson } from '../../src/serving/tensors/json.ts';
import { NumberBlock } from '../../src/serving/tensors/number-block.ts';
import { BlockScanner } from '../../src/serving/tensors/scan-block.ts';
import { inferPlaces, readInferRequest } from '../../src/serving/v2/request.ts';

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = seeded(18);
const double = new DataView(new ArrayBuffer(8));

/** A double of any size, by its bits. */
function anyDouble(): number {
  double.setUint32(0, random() * 2 ** 32);
  double.setUint32(4, random() * 2 ** 32);
  const value = double.getFloat64(0);
  return Number.isFinite(value) ? value : 0;
}

/** 17 or 18 digits halfway between two doubles, where rounding is the hardest. */
function halfway(): string {
  const value = random();
  double.setFloat64(0, value);
  double.setBigUint64(0, double.getBigUint64(0) + 1n);
  return ((value + double.getFloat64(0)) / 2).toPrecision(random() < 0.5 ? 17 : 18);
}

describe('a number of a block is the double that JSON.parse gives', () => {
  const forms: Record<string, () => string> = {
    'with a few digits': () => String(Number((random() * 1000 - 500).toFixed(4))),
    'whole ones': () => String(Math.floor(random() * 512 - 256)),
    'of 32 bits, as Python writes them': () => String(Math.fround(random() * 4 - 2)),
    'of 64 bits': () => String(random()),
    'of any size': () => String(anyDouble()).replace(/^(-?\d{16,})$/, '$1.0'),
    'with an exponent': () => anyDouble().toExponential(Math.floor(random() * 18)),
    'with an exponent of a few digits': () => `${Math.floor(random() * 1e6)}E+${Math.floor(random() * 30)}`,
    'with more digits than a double has': () => `0.${String(random()).slice(2)}${String(random()).slice(2)}`,
    'with zeros in front': () => `0.000000${Math.floor(random() * 2 ** 53)}`,
    'halfway between two': halfway,
  };
  for (const [name, form] of Object.entries(forms)) {
    test(name, () => {
      const texts = Array.from({ length: 20_000 }, form);
      const block = new BlockScanner(Buffer.from(`[${texts.join()}]}`)).read(0);
      assert.ok(block);
      assert.equal(block.data.length, texts.length);
      const wrong = texts.filter((text, index) => !Object.is(block.data[index], JSON.parse(text)));
      assert.deepEqual(wrong, []);
    });
  }
  test('-0', () => {
    const block = new BlockScanner(Buffer.from('[-0,-0.0,0]}')).read(0) as NumberBlock;
    assert.deepEqual([...block.data], [-0, -0, 0]);
  });
});

const floats = { name: 'x', datatype: 'FP32', shape: ['N', 2, 40] };
const integers = { name: 'n', datatype: 'INT64', shape: ['N', 2, 40] };
const card = { inputs: [floats, integers], outputs: [], example: {} } as unknown as Card;
const row = (value: (index: number) => unknown) =>
  JSON.stringify(Array.from({ length: 40 }, (_, at) => value(at)));
const x = `[[${row((at) => at / 7)},\n ${row((at) => -at * 1e-9)} ],[${row((at) => at)} ,${row(() => 9.25)}]]`;
const n = `[[${row((at) => at)},${row((at) => -at)}]  ,  [${row(() => 0)},${row(() => 777)}]]`;
/** Long enough for blocks to be looked for. */
const rest = ' '.repeat(512);

/** Either what a body asks for, or what is wrong with it. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, message, errors } = error;
    return { status, message, errors };
  }
}

const predicted = (text: string) =>
  outcome(() => readPredictRequest(parseBody(Buffer.from(text), predictPlaces), card));
const inferred = (text: string) =>
  outcome(() => readInferRequest(parseBody(Buffer.from(text), inferPlaces), Buffer.alloc(0), card));

function countBlocks(text: string): number {
  return liftBlocks(Buffer.from(text))?.blocks.length ?? 0;
}

describe('a body with blocks is read as one without', () => {
  const infer = (one: string, other: string, shape = '[2,2,40]') =>
    `{"inputs":[{"name":"x","datatype":"FP32","shape":${shape},"data":${one}},
      {"name":"n","datatype":"INT64","shape":[2,2,40],"data":${other}}]${rest}}`;
  const flat = (nested: string) => `[${nested.replaceAll(/[[\]\s]/g, '')}]`;

  test('POST /predict', () => {
    const text = `{"inputs":{"x":${x},"n":${n}}${rest}}`;
    assert.equal(countBlocks(text), 2);
    assert.deepEqual(predicted(text), readPredictRequest(parseJson(text), card));
    assert.deepEqual(predicted(`${text}\n`), predicted(text));
  });

  test('POST /v2/models/NAME/infer, nested and flat', () => {
    for (const text of [infer(x, n), infer(flat(x), flat(n)), infer(flat(x), n)]) {
      assert.equal(countBlocks(text), 2);
      assert.deepEqual(inferred(text), readInferRequest(parseJson(text), Buffer.alloc(0), card));
    }
  });

  test('instances, where the model has one input', () => {
    const only = { ...card, inputs: [floats] } as Card;
    const text = `{"instances":${x}${rest}}`;
    const given = readPredictRequest(parseBody(Buffer.from(text), predictPlaces), only);
    assert.deepEqual(given, readPredictRequest(parseJson(text), only));
    assert.deepEqual(
      predicted(text),
      outcome(() => readPredictRequest(parseJson(text), card)),
    );
  });

  test('with a fault', () => {
    const ragged = x.replace('9.25,', '');
    const faulty = {
      'a row too short': { inputs: `{"x":${ragged},"n":${n}}` },
      'a text among numbers': { inputs: `{"x":${x.replace('9.25', '"9.25"')},"n":${n}}` },
      'a gap': { inputs: `{"x":${x.replace('9.25', 'null')},"n":${n}}` },
      'a fraction where an integer is asked for': { inputs: `{"x":${x},"n":${n.replace('777,', '777.5,')}}` },
      'brackets too many': { inputs: `{"x":[${x}],"n":${n}}` },
      'brackets too few': { inputs: `{"x":${flat(x)},"n":${n}}` },
      'too large for 32 bits': { inputs: `{"x":${x.replace('9.25', '1e39')},"n":${n}}` },
      'an unknown name': { inputs: `{"y":${x},"n":${n}}` },
      'no object': { inputs: x },
      'another member': { inputs: `{"x":${x},"n":${n}},"data":${x}` },
      'the same name twice': { inputs: `{"x":${x},"x":${x.replace('9.25', '3.5')},"n":${n}}` },
    };
    for (const [name, { inputs }] of Object.entries(faulty)) {
      const text = `{"inputs":${inputs}${rest}}`;
      const expected = outcome(() => readPredictRequest(parseJson(text), card));
      assert.deepEqual(predicted(text), expected, name);
    }
    const short = infer(flat(x).replace('9.25,', ''), n);
    assert.deepEqual(
      inferred(short),
      outcome(() => readInferRequest(parseJson(short), Buffer.alloc(0), card)),
    );
  });

  test('with "NaN" or a long integer among the numbers', () => {
    const text = `{"inputs":{"x":${x.replace('9.25', '"NaN"')},"n":${n.replace('777', '9007199254740993')}}${rest}}`;
    assert.equal(countBlocks(text), 0);
    assert.deepEqual(predicted(text), readPredictRequest(parseJson(text), card));
  });
});

test('what is not JSON is refused as JSON.parse refuses it', () => {
  const valid = `{${rest}"inputs":{"x":${x},"n":${n}}}`;
  const end = (part: number) => Math.floor(rest.length + 2 + ((valid.length - rest.length - 2) * part) / 300);
  const cut = Array.from({ length: 300 }, (_, part) => valid.slice(0, end(part)));
  const broken = [
    ...['2.5.', '02.5', '2.', '.5', '2.5e', '+2.5', '2,,5', '2.5 2.5', '0x2', '2_5', '-', '[2.5'].map(
      (number) => valid.replace('9.25', number),
    ),
    valid.replace('9.25,', '9.25,]'),
    valid.replace(']]', ']'),
    valid.replace(']]', ']]]'),
    valid.replace('"n"', 'n'),
    `${valid}}`,
    ...cut,
    ...cut.map((text) => `${text}}`),
  ];
  for (const text of broken) {
    assert.throws(() => JSON.parse(text), SyntaxError, text);
    const { status, message } = predicted(text) as { status: number; message: string };
    assert.equal(status, 400);
    let reason = '';
    try {
      JSON.parse(text);
    } catch (error) {
      reason = (error as Error).message;
    }
    if (text !== '') assert.equal(message, `Malformed JSON: ${reason}.`);
  }
});

test('brackets, spaces and strings in any number cost no more than to look at them', () => {
  const bodies = [
    '['.repeat(2 ** 20),
    `[${' '.repeat(2 ** 20)}`,
    `${'['.repeat(31)}${' '.repeat(2 ** 20)}`,
    '[[1],['.repeat(2 ** 18),
    '["'.repeat(2 ** 19),
    '[1,'.repeat(2 ** 19),
  ];
  for (const text of bodies) {
    const bytes = Buffer.from(`{"inputs":${text}}`);
    const { user } = process.cpuUsage();
    assert.equal(liftBlocks(bytes), undefined);
    assert.ok(process.cpuUsage().user - user < 2e6, `${text.slice(0, 10)}… takes more than two seconds`);
  }
});
