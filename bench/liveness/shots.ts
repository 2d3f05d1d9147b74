import type { Shot } from './load.ts';

/** Features of a row. */
const FEATURES = 100;

/** Rows of numbers; the first begins with one of its own, so that no answer can be taken for another's. */
function rows(count: number, first: number): number[][] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: FEATURES }, (_, column) =>
      row + column === 0 ? first : ((row + column) % 1000) / 1000,
    ),
  );
}

/** What four requests begin with. */
const FIRSTS = [0.5, 1.5, 2.5, 3.5];

/** Bodies of POST /predict for a model that gives back its input. */
export function jsonShots(rowCount: number): Shot[] {
  return FIRSTS.map((first) => ({
    path: '/predict',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify({ inputs: { X: rows(rowCount, first) } })),
    wrong(answer) {
      const start = answer.subarray(0, 40).toString();
      return start.startsWith(`{"outputs":{"Y":[[${first},`) ? undefined : `${first}: ${start}`;
    },
  }));
}

/** The same in the Open Inference Protocol, as bytes there and back. */
export function binaryShots(rowCount: number, model: string): Shot[] {
  return FIRSTS.map((first) => {
    const bytes = Buffer.from(Float32Array.from(rows(rowCount, first).flat()).buffer);
    const parameters = { binary_data_size: bytes.length };
    const inputs = [{ name: 'X', datatype: 'FP32', shape: [rowCount, FEATURES], parameters }];
    const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
    return {
      path: `/v2/models/${model}/infer`,
      headers: { 'Inference-Header-Content-Length': String(head.length) },
      body: Buffer.concat([head, bytes]),
      wrong(answer) {
        const got = answer.readFloatLE(answer.length - bytes.length);
        return Math.abs(got - first) < 1e-5 ? undefined : `${first}: ${got}`;
      },
    };
  });
}
