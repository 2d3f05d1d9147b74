import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { post } from '../ask.ts';
import { labelled } from '../labelled.ts';
import { serveModel, type Started } from '../started.ts';
import { back, FP32, INT64, twoInputs } from '../two-inputs.ts';
import { expectRefusal } from './refusal.ts';

/** Section 4 of the protocol's table: shape, datatype and data of an input, in JSON. */
describe.skipIf(await lacks('runtime'))('4 Input of an inference request', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(twoInputs());
  });
  afterAll(() => service.stop());

  const withInput = (change: object) =>
    post(`${service.model}/infer`, { inputs: [{ ...INT64, ...change }, FP32] });

  it.each(labelled(undefined, null, 4, '2,2', [2, -2], [2, 2.5], ['2', 2], [2 ** 53, 0], [[2], 2]))(
    '4.8 shape is an array of unsigned integers, and not %s',
    async (_label, shape) => {
      expectRefusal(await withInput({ shape }), '/inputs/0/shape');
    },
  );

  it.each(labelled([4], [2, 2, 1], []))(
    '4.9 the shape is the full one, with the rank of the model: %s',
    async (_label, shape) => {
      expectRefusal(await withInput({ shape }), '/inputs/0/shape');
    },
  );

  it.each(labelled(undefined, null, 'INT32', 'int64', 7, 'TYPE_INT64'))(
    '4.10 datatype is the model’s, not %s',
    async (_label, datatype) => {
      expectRefusal(await withInput({ datatype }), '/inputs/0/datatype', 'INT64');
    },
  );

  it.each(labelled(undefined, null, '1,2,3,4', { 0: 1 }, 1))(
    '4.11 data is an array, and not %s',
    async (_label, data) => {
      expectRefusal(await withInput({ data }), '/inputs/0');
    },
  );

  it.each(
    labelled(
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2, 3, 4],
    ),
  )('4.12 data is flat or nested: %s', async (_label, data) => {
    const { body } = await withInput({ data });
    expect(body).toMatchObject({ outputs: [back(INT64), back(FP32)] });
  });

  it.each(
    labelled(
      [1, 2, 3],
      [1, 2, 3, 4, 5],
      [],
      [[1, 2], [3]],
      [[1, 2]],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [[1, 2], 3, 4],
      [1, 2, [3, 4]],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ),
  )('4.13 data has the elements of the shape, no fewer, no more, not ragged: %s', async (_label, data) => {
    expectRefusal(await withInput({ data }), '/inputs/0/data');
  });

  it.each(labelled([2 ** 40, 2 ** 40], [4_000_000_000, 1_000]))(
    '4.14 a huge shape %s takes no memory',
    async (_label, shape) => {
      expectRefusal(await withInput({ shape }), '/inputs/0');
    },
  );

  it('4.18 an input has data or binary_data_size or a region of shared memory, which is not there', async () => {
    expectRefusal(await withInput({ parameters: { binary_data_size: 32 } }), '/inputs/0');
    const parameters = { shared_memory_region: 'a', shared_memory_byte_size: 32 };
    expectRefusal(await withInput({ data: undefined, parameters }), 'shared_memory_region');
  });
});
