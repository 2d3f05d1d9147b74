import { describe, expect, it } from 'vitest';
import { bytesCall, echoCall, jsonCall, protocolBytesCall } from '../../bench/sides/calls.ts';
import { difference } from '../../bench/sides/difference.ts';
import { mlserverCall } from '../../bench/sides/mlserver.ts';

const row = { a: 5.1, b: 3.5 };
const answer = { output_label: 'setosa', output_probability: { setosa: 0.9, other: 0.1 } };
const load = { name: 'one row', request: { rows: [row] }, answer: { rows: [answer] } };
const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('a side is checked', () => {
  it('for the right answer, but for the last digits', () => {
    const { fault } = jsonCall(load);
    expect(fault(text(load.answer))).toBeUndefined();
    const almost = { ...answer, output_probability: { setosa: 0.900000001, other: 0.1 } };
    expect(fault(text({ rows: [almost] }))).toBeUndefined();
    expect(fault(text({ rows: [{ ...answer, output_label: 'other' }] }))).toContain('/rows/0/output_label');
    expect(fault(text({ rows: [] }))).toContain('0 members, not 1');
    expect(fault(Buffer.from('Internal Server Error'))).toContain('no JSON');
  });

  it('where it echoes, for what it was sent', () => {
    expect(echoCall(load)!.fault(text(load.request))).toBeUndefined();
    expect(echoCall(load)!.fault(text(load.answer))).toBeDefined();
  });

  it('where it speaks the Open Inference Protocol, for the tensors', () => {
    const call = mlserverCall(load)!;
    const [input] = (JSON.parse(call.body.toString()) as { inputs: object[] }).inputs;
    expect(input).toMatchObject({ shape: [1, 2], data: [5.1, 3.5] });
    const outputs = [{ data: ['setosa'] }, { data: [0.9, 0.1] }];
    expect(call.fault(text({ outputs }))).toBeUndefined();
    expect(call.fault(text({ outputs: outputs.toReversed() }))).toBeDefined();
  });

  it('for the bytes of the tensor', () => {
    const binary = {
      input: { name: 'X', shape: [1, 2], data: [1, 2] },
      output: { name: 'Y', shape: [1, 1], data: [0.5] },
    };
    const right = Buffer.from(Float32Array.of(0.5).buffer);
    expect(bytesCall(binary).fault(right)).toBeUndefined();
    expect(bytesCall(binary).fault(Buffer.concat([right, right]))).toBe('8 bytes');
    const call = protocolBytesCall('api', binary);
    expect(call.fault(Buffer.concat([Buffer.from('{"outputs":[]}'), right]))).toBeUndefined();
    const head = Number(call.headers['Inference-Header-Content-Length']);
    expect(call.body.subarray(head)).toEqual(Buffer.from(Float32Array.of(1, 2).buffer));
    expect(echoCall({ ...load, binary })).toBeUndefined();
  });
});

it('two values differ at a place', () => {
  expect(difference([{ a: null }], [{ a: null }])).toBeUndefined();
  expect(difference([{ a: 1 }], [{ a: '1' }])).toBe('/0/a: "1", not 1');
  expect(difference(1000, 1000.05)).toBeUndefined();
  expect(difference(0.001, 0.0011)).toBeDefined();
});
