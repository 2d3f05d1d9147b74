import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { pythonWith } from '../../../samples/python-environment.ts';
import { lacks } from '../../../skip.ts';
import { DATATYPES, echoModel } from '../echo-model.ts';
import { NAME, serveModel, type Started } from '../started.ts';

const here = path.join(packageRoot, 'test', 'emitted', 'service', 'clients');

/** What a client says of each datatype. */
const equal = (datatypes: string[]): Record<string, string> =>
  Object.fromEntries(datatypes.map((datatype) => [datatype, 'equal']));
const all = equal(DATATYPES);
/** Of these clients two refuse to send and to take FP16 as JSON. */
const withoutHalf = equal(DATATYPES.filter((datatype) => datatype !== 'FP16'));

describe.skipIf(await lacks('runtime'))('clients of the Open Inference Protocol, from PyPI', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel(echoModel([null, null]));
  });
  afterAll(() => service.stop());

  /** Runs the script of a client, with its own packages. */
  async function found(test: TestContext, client: string, address: string): Promise<Record<string, unknown>> {
    const python = await pythonWith(path.join(here, `requirements-${client}.txt`));
    const printed = await python(test, [path.join(here, `with_${client}.py`), address, NAME]);
    return JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, unknown>;
  }

  it('tritonclient: health, metadata, and every datatype as JSON and as bytes', async (test) => {
    const said = await found(test, 'tritonclient', new URL(service.url).host);
    expect(said).toMatchObject({
      live: true,
      ready: true,
      model: true,
      version: true,
      'other model': false,
      server: { name: NAME, extensions: ['binary_tensor_data', 'classification'] },
      metadata: { name: NAME, platform: 'onnx_onnxv1', versions: ['1'] },
    });
    const { inputs } = said.metadata as { inputs: unknown[] };
    expect(inputs).toEqual(DATATYPES.map((name) => ({ name, datatype: name, shape: [-1, -1] })));
    expect(said).toMatchObject({
      JSON: withoutHalf,
      bytes: all,
      'JSON to bytes': withoutHalf,
      'bytes to JSON': withoutHalf,
      'all outputs': all,
      gzip: 'equal',
      deflate: 'equal',
      parameters: 'equal',
      asynchronous: ['equal', 'equal', 'equal', 'equal'],
      refusal: { status: '400', message: expect.stringContaining('BYTES') },
    });
  }, 300_000);

  it('KServe’s client: health, and every datatype as JSON and as bytes', async (test) => {
    expect(await found(test, 'kserve', service.url)).toEqual({
      live: true,
      ready: true,
      model: true,
      JSON: withoutHalf,
      bytes: all,
      'JSON to bytes': withoutHalf,
      'bytes to JSON': withoutHalf,
      refusal: { status: '400', message: expect.stringContaining('The inputs are') },
    });
  }, 300_000);

  it('MLServer’s types and codecs: metadata, and every datatype as JSON', async (test) => {
    expect(await found(test, 'mlserver', service.url)).toEqual({
      server: NAME,
      metadata: DATATYPES.map(() => [-1, -1]),
      JSON: all,
      'with null': all,
    });
  }, 300_000);
});
