import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import type { PictureService } from './picture-service.ts';
import { pictureService } from './picture-service.ts';
import { index, modelFile, picture } from './picture-set.ts';

interface Predictions {
  predictions: { label: string; score: number }[];
}

describe.skipIf(await lacks('inputs', 'runtime'))('a service that takes pictures', () => {
  let service: PictureService;
  beforeAll(async () => {
    const model = index().models.find(({ id }) => id === 'hf-classifier')!;
    service = await pictureService(modelFile(model), { settings: { BODY_LIMIT: '400000' } });
  }, 60_000);
  afterAll(() => service.stop());

  const NAME = 'jpeg-420.jpg';
  const BEST = { label: 'eel', score: 0.55057 };

  const post = (body: NonNullable<RequestInit['body']>, type?: string, query = ''): Promise<Response> =>
    fetch(`${service.url}/predict${query}`, {
      ...{ method: 'POST', body },
      headers: type === undefined ? {} : { 'Content-Type': type },
    });
  const json = (body: unknown): Promise<Response> => post(JSON.stringify(body), 'application/json');
  const base64 = (name: string): string => picture(name).toString('base64');
  const form = (...parts: [field: string, bytes: Buffer, type: string][]): FormData => {
    const data = new FormData();
    for (const [field, bytes, type] of parts)
      data.append(field, new Blob([new Uint8Array(bytes)], { type }), 'a.jpg');
    return data;
  };
  const best = (answer: unknown): { label: string; score: number } => {
    const { label, score } = (answer as Predictions).predictions[0]!;
    return { label, score: Math.round(score * 1e5) / 1e5 };
  };

  it('takes the file as the body', async () => {
    const response = await post(new Uint8Array(picture(NAME)), 'image/jpeg');
    expect(response.status).toBe(200);
    expect(response.headers.get('X-Notice')).toBeNull();
    const answer = (await response.json()) as Predictions;
    expect(best(answer)).toEqual(BEST);
    expect(answer.predictions.map(({ label }) => label)).toEqual(['eel', 'dog', 'ant', 'cat', 'bee']);
  });

  it('takes the body as octets, and its bytes for what they are, whatever type is given', async () => {
    const octets = await post(new Uint8Array(picture(NAME)), 'application/octet-stream');
    expect(best(await octets.json())).toEqual(BEST);
    const wrong = await post(new Uint8Array(picture(NAME)), 'image/png');
    expect(best(await wrong.json())).toEqual(BEST);
    expect(decodeURI(wrong.headers.get('X-Notice')!)).toBe(
      'A file that is said to be image/png is image/jpeg, and was taken for that.',
    );
  });

  it('takes a form with one file or several, by any name', async () => {
    const one = await post(form(['image', picture(NAME), 'image/jpeg']));
    expect(best(await one.json())).toEqual(BEST);
    const two = await post(
      form(['a', picture(NAME), 'image/jpeg'], ['b', picture('png-named.jpg'), 'image/jpeg']),
    );
    expect(decodeURI(two.headers.get('X-Notice')!)).toContain('is image/png');
    const { results } = (await two.json()) as { results: unknown[] };
    expect(results).toHaveLength(2);
    expect(best(results[0])).toEqual(BEST);
  });

  it('takes base64 in JSON, as it is, as a data: URL, and in lines', async () => {
    expect(best(await (await json({ image: base64(NAME) })).json())).toEqual(BEST);
    const url = `data:image/jpeg;base64,${base64(NAME)}`;
    expect(best(await (await json({ image: url })).json())).toEqual(BEST);
    const lines = base64(NAME).replace(/.{76}/g, '$&\r\n');
    const { results } = (await (await json({ images: [lines] })).json()) as { results: unknown[] };
    expect(results.map(best)).toEqual([BEST]);
  });

  it('takes tensors still', async () => {
    const zeros = Array.from({ length: 3 }, () => Array.from({ length: 224 }, () => new Array(224).fill(0)));
    const response = await post(JSON.stringify({ inputs: [zeros] }), 'application/json');
    const { outputs } = (await response.json()) as { outputs: Record<string, number[][]> };
    expect(outputs.logits![0]).toHaveLength(5);
  });

  it('gives as many classes as are asked for', async () => {
    const response = await post(new Uint8Array(picture(NAME)), 'image/jpeg', '?top=2');
    expect(((await response.json()) as Predictions).predictions).toHaveLength(2);
    const wrong = await post(new Uint8Array(picture(NAME)), 'image/jpeg', '?top=none');
    expect(wrong.status).toBe(400);
  });

  interface Refusal {
    detail: string;
    errors?: { at: string; hint: string }[];
  }
  const refused = async (response: Response, status: number): Promise<Refusal> => {
    const body = (await response.json()) as Refusal;
    expect([response.status, body.detail]).toEqual([status, body.detail]);
    return body;
  };

  it('refuses base64 that is broken or cut, and says which', async () => {
    for (const broken of ['!!!!', base64(NAME).slice(0, -3), '', 7, null]) {
      const { errors } = await refused(await json({ images: [base64(NAME), broken] }), 400);
      expect(errors![0]!.at).toBe('/images/1');
    }
    expect((await refused(await json({ images: [] }), 400)).errors![0]!.at).toBe('/images');
    expect((await refused(await json({ image: base64(NAME), text: 'a' }), 400)).errors![0]!.at).toBe('/text');
  });

  it('names the one of several that is none, and answers none of them', async () => {
    const { errors, detail } = await refused(
      await json({ images: [base64(NAME), base64('bad-text.jpg')] }),
      415,
    );
    expect(errors![0]!.at).toBe('/images/1');
    expect(detail).toMatch(/^\/images\/1: This is not a picture/);
  });

  it('refuses an empty body, an empty part, a form without a file, and more than 1,000 parts', async () => {
    expect((await refused(await post('', 'image/png'), 415)).detail).toBe('The file is empty.');
    const empty = await post(form(['image', Buffer.alloc(0), 'image/png']));
    expect((await refused(empty, 415)).detail).toBe('/image: The file is empty.');
    const none = new FormData();
    none.append('name', 'value');
    expect((await refused(await post(none), 400)).detail).toMatch(/^The form has no file\./);
    const tiny = picture('size-1x1.png');
    const many = form(
      ...Array.from({ length: 1001 }, () => ['image', tiny, 'image/png'] as [string, Buffer, string]),
    );
    expect((await refused(await post(many), 400)).detail).toMatch(/more than 1000 files/);
  });

  it('refuses what is larger than BODY_LIMIT, and what is no picture at all', async () => {
    expect((await refused(await post(new Uint8Array(400_001), 'image/png'), 413)).detail).toMatch(/400000/);
    expect((await refused(await post('<svg xmlns="…"/>', 'image/svg+xml'), 415)).detail).toMatch(/^An SVG/);
    expect((await refused(await post('a,b', 'text/csv'), 415)).detail).toMatch(/a picture/);
  });

  it('reads BMP as Pillow does', async () => {
    const response = await post(new Uint8Array(picture('bmp-24.bmp')), 'image/bmp');
    expect(response.status).toBe(200);
  });

  /** A request of the Open Inference Protocol, with what it has as bytes. */
  const infer = (inputs: unknown[], outputs?: unknown[], bytes?: Buffer): Promise<Response> => {
    const head = Buffer.from(JSON.stringify({ inputs, outputs }));
    return fetch(`${service.url}/v2/models/pictures/infer`, {
      ...{ method: 'POST', body: new Uint8Array(bytes ? Buffer.concat([head, bytes]) : head) },
      headers: bytes ? { 'Inference-Header-Content-Length': String(head.length) } : {},
    });
  };
  const PICTURE = { name: 'pixel_values', datatype: 'BYTES', shape: [1] };
  const BEST_TWO = { name: 'logits', parameters: { classification: 2 } };
  const classes = async (response: Response): Promise<unknown> => {
    expect(response.status).toBe(200);
    return ((await response.json()) as { outputs: unknown[] }).outputs;
  };
  const TWO = [
    { name: 'logits', datatype: 'BYTES', shape: [1, 2], data: ['2.414342:4:eel', '1.940056:3:dog'] },
  ];

  it('takes files as BYTES in /v2, in JSON and as bytes, and gives classes as Triton does', async () => {
    expect(await classes(await infer([{ ...PICTURE, data: [base64(NAME)] }], [BEST_TWO]))).toEqual(TWO);
    const file = picture(NAME);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(file.length);
    const parameters = { binary_data_size: 4 + file.length };
    const sent = infer([{ ...PICTURE, parameters }], [BEST_TWO], Buffer.concat([length, file]));
    expect(await classes(await sent)).toEqual(TWO);
  });

  it('refuses files in /v2 that are broken, too many, or not of their shape', async () => {
    const data = base64(NAME);
    for (const [input, told] of [
      [{ ...PICTURE, data: ['%'] }, 'the base64 of a file'],
      [{ ...PICTURE, data: [base64('bad-text.jpg')] }, 'This is not a picture'],
      [{ ...PICTURE, data: [data, data] }, '/inputs/0/shape'],
      [{ ...PICTURE, shape: [2], data: [data, data] }, 'takes 1 pictures at a time'],
    ] as const) {
      const response = await infer([input]);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(((await response.json()) as { error: string }).error).toContain(told);
    }
  });
});
