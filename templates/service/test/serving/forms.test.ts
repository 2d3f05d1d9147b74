import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Card } from '../../src/card.ts';
import { readPredictRequest } from '../../src/serving/predict/request.ts';
import type { Fault } from '../../src/serving/problems.ts';
import { Problem } from '../../src/serving/problems.ts';

const columns = ['age', 'embarked', 'pclass'];
const survival = {
  inputs: [
    { name: 'age', datatype: 'FP32', shape: ['N', 1], values: [{ missing: 'NaN' }] },
    { name: 'embarked', datatype: 'BYTES', shape: ['N', 1], values: [{ known: ['C', 'S'], missing: '' }] },
    { name: 'pclass', datatype: 'INT64', shape: ['N', 1] },
  ],
  outputs: [
    { name: 'label', datatype: 'INT64', shape: ['N'] },
    { name: 'score', datatype: 'FP32', shape: ['N'] },
  ],
  columns: columns.map((name) => ({ name })),
} as unknown as Card;
const iris = {
  inputs: [{ name: 'X', datatype: 'FP32', shape: ['N', 2] }],
  outputs: survival.outputs,
  columns: [{ name: 'length' }, { name: 'width' }],
} as unknown as Card;

const records = [
  { age: 22, embarked: 'S', pclass: 3 },
  { age: null, embarked: null, pclass: 1 },
];
const data = [
  [22, 'S', 3],
  [null, null, 1],
];

function read(body: unknown, card = survival): unknown {
  const { inputs, outputs, rows } = readPredictRequest(body, card);
  return [inputs.map(({ data }) => Array.from<unknown>(data)), outputs.length, rows];
}

function faults(body: unknown, card = survival): Fault[] {
  try {
    readPredictRequest(body, card);
    return [];
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error.errors!;
  }
}

describe('rows in the forms of other servers', () => {
  const both = [
    [22, NaN],
    ['S', ''],
    [3n, 1n],
  ];
  const forms: Record<string, Record<string, unknown>> = {
    'as this service has them': { rows: records },
    instances: { instances: records },
    dataframe_records: { dataframe_records: records },
    dataframe_split: { dataframe_split: { columns, data } },
    'dataframe_split with an index': { dataframe_split: { index: [0, 1], columns, data } },
    'dataframe_split in another order': {
      dataframe_split: { columns: columns.toReversed(), data: data.map((row) => row.toReversed()) },
    },
  };
  for (const [name, body] of Object.entries(forms)) {
    test(name, () => {
      assert.deepEqual(read(body), [both, 2, 2]);
      assert.deepEqual(read({ ...body, outputs: ['score'] }), [both, 1, 2]);
    });
  }

  test('one record as it is', () => {
    assert.deepEqual(read(records[0]), [[[22], ['S'], [3n]], 2, 1]);
    assert.deepEqual(read({ embarked: 'C', pclass: 2 }), [[[NaN], ['C'], [2n]], 2, 1]);
  });

  test('instances of arrays, where the model has one input', () => {
    assert.deepEqual(read({ instances: [[1, 2]] }, iris), [[[1, 2]], 2, undefined]);
    assert.equal(faults({ instances: [[1, 2, 3]] }, iris)[0]!.at, '/instances');
    assert.equal(faults({ instances: data }).length, 1);
  });

  const places: [at: string, body: Record<string, unknown>][] = [
    ['/pclass', { ...records[0], pclass: 'first' }],
    ['/sex', { ...records[0], sex: 'female' }],
    ['/instances/1/pclass', { instances: [records[0], { ...records[1], pclass: 1.5 }] }],
    ['/dataframe_records/0/pclass', { dataframe_records: [{ age: 1, embarked: 'S' }] }],
    ['/dataframe_split/data/0/2', { dataframe_split: { columns, data: [[1, 'S', 'first']] } }],
    ['/dataframe_split/data/0', { dataframe_split: { columns: columns.slice(0, 2), data: [[1, 'S']] } }],
    ['/dataframe_split', { dataframe_split: { columns, data: [[1, 'S']] } }],
    ['/dataframe_split', { dataframe_split: { columns: ['age', 'age', 'pclass'], data: [[1, 2, 3]] } }],
    ['/data', { data: records }],
  ];
  for (const [at, body] of places) {
    test(`a fault is at its place in what was sent: ${at}`, () =>
      assert.deepEqual(
        faults(body).map((fault) => fault.at),
        [at],
      ));
  }
});

describe('a missing value', () => {
  for (const age of [null, '', 'NA', 'NaN', 'nan', 'None', undefined]) {
    test(`${JSON.stringify(age)} is one in a column of numbers`, () =>
      assert.deepEqual(read({ rows: [{ age, embarked: 'S', pclass: 1 }] }), [[[NaN], ['S'], [1n]], 2, 1]));
  }

  for (const embarked of ['NA', 'None', '']) {
    test(`${JSON.stringify(embarked)} is a text in a column of texts`, () =>
      assert.deepEqual(read({ rows: [{ age: 1, embarked, pclass: 1 }] }), [[[1], [embarked], [1n]], 2, 1]));
  }

  for (const pclass of [null, '', 'NA', undefined]) {
    test(`${JSON.stringify(pclass)} is a fault where the model does not know what to do`, () => {
      const [fault] = faults({ rows: [{ age: 1, embarked: 'S', pclass }] });
      assert.equal(fault!.at, '/rows/0/pclass');
      assert.match(fault!.hint, /A value may be missing in "age", "embarked"\./);
    });
  }
});
