import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../lib/onnx/card/card.ts';
import { lacks, sharedCases } from '../../skip.ts';
import { type Started, serveModel } from './started.ts';

interface Fault {
  at: string;
  expected: string;
  hint: string;
}

/** As much of POST /predict's documentation as is looked at. */
interface Documented {
  description: string;
  requestBody: { content: Record<string, { example: { rows: object[] } }> };
  row: { properties: Record<string, Record<string, unknown>> };
}

const isMissing = await lacks('runtime');
const lacksCases = isMissing || (await lacks('cases'));

describe.skipIf(isMissing)('the values that the graph knows', () => {
  let service: Started & { project: string };
  afterEach(() => service.stop());

  const serve = async (model: string): Promise<Documented> => {
    service = await serveModel(model);
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, { post: Documented }>;
      components: { schemas: { Row: Documented['row'] } };
    };
    return { ...document.paths['/predict']!.post, row: document.components.schemas.Row };
  };
  const predict = async (body: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${service.url}/predict`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const read = (file: string): Promise<string> => readFile(path.join(service.project, file), 'utf8');
  const columns = ({ row }: Documented): Record<string, Record<string, unknown>> => row.properties;
  const example = ({ requestBody }: Documented): { rows: object[] } =>
    requestBody.content['application/json']!.example;

  it('make the example, the enum, the README, and the error with the right word', async () => {
    const documented = await serve('sample:students');
    const card = JSON.parse(await read('model/card.json')) as Card;
    expect(card.inputs.at(-1)!.values).toEqual([
      { known: ['home', 'library', 'school'], closed: true, example: 'home' },
    ]);
    expect(columns(documented).study_place).toMatchObject({ enum: ['home', 'library', 'school'] });
    expect(await read('README.md')).toContain('- `study_place`: one of `home`, `library`, `school`');
    const [row] = example(documented).rows;
    const { status, body } = await predict({ rows: [{ ...row, study_place: 'text', school_support: 'No' }] });
    expect(status).toBe(400);
    const [support, place] = body.errors as Fault[];
    expect(place).toMatchObject({ at: '/rows/0/study_place', expected: 'one of home, library, school' });
    expect(place!.hint).toBe(
      'study_place: "text" is not one of home, library, school. Write "home" for example.',
    );
    expect(support!.hint).toContain('Write "no" for example.');
    expect((await predict({ rows: [{ ...row, study_place: 'library' }] })).status).toBe(200);
    const tensors = Object.fromEntries(Object.entries(row!).map(([name, value]) => [name, [[value]]]));
    const wrong = await predict({ inputs: { ...tensors, study_place: [['text']] } });
    expect(wrong.body.errors).toMatchObject([{ at: '/inputs/study_place/0/0', tensor: 'study_place' }]);
    expect((await predict({ inputs: tensors })).status).toBe(200);
  });

  it.skipIf(lacksCases)(
    'make an example that a forest with text columns answers, without any flag',
    async () => {
      const documented = await serve(path.join(sharedCases, 'titanic-text-columns.onnx'));
      const card = JSON.parse(await read('model/card.json')) as Card;
      expect(card.example).toEqual({
        rows: [{ Pclass: expect.any(Number) as number, Sex: 'female', Age: 40.4, Fare: 33.8, Embarked: 'C' }],
      });
      expect(example(documented)).toEqual(card.example);
      expect((await predict(card.example)).status).toBe(200);
      expect(columns(documented)).toMatchObject({
        Sex: { enum: ['female', 'male'] },
        Embarked: { enum: ['C', 'Q', 'S'] },
      });
      const { body } = await predict({ rows: [{ ...example(documented).rows[0], Embarked: 'Southampton' }] });
      expect((body.errors as Fault[])[0]!.hint).toContain('Embarked: "Southampton" is not one of C, Q, S');
      expect(documented.description).toContain('The example works as it stands');
    },
  );

  it.skipIf(lacksCases)('do not refuse what the model takes as it comes', async () => {
    const documented = await serve(path.join(sharedCases, 'survival-with-gaps.onnx'));
    expect(example(documented)).toEqual({ rows: [{ age: 28, embarked: 'C', pclass: 1 }] });
    expect(columns(documented).pclass).toMatchObject({ examples: [1, 2, 3] });
    expect(columns(documented).embarked).not.toHaveProperty('enum');
    for (const row of [
      { age: 'NaN', embarked: '', pclass: 1 },
      { age: 1, embarked: 'X', pclass: 9 },
    ]) {
      expect((await predict({ rows: [row] })).status).toBe(200);
    }
    expect(await read('README.md')).toContain('- `age`: `null` where it is missing');
    expect(columns(documented).age).toMatchObject({ anyOf: [{}, { type: 'null' }] });
    const filled = (await predict({ rows: [{ age: 'NaN', embarked: '', pclass: 1 }] })).body;
    for (const age of [null, '', 'NA', 'nan', 'None'])
      expect((await predict({ rows: [{ age, embarked: '', pclass: 1 }] })).body).toEqual(filled);
    expect((await predict({ embarked: '', pclass: 1 })).body).toEqual(filled);
    const { body } = await predict({ rows: [{ age: 1, embarked: '', pclass: null }] });
    expect((body.errors as Fault[])[0]).toMatchObject({ at: '/rows/0/pclass' });
    expect((body.errors as Fault[])[0]!.hint).toContain('A value may be missing in "age"');
  });

  it.skipIf(lacksCases)('are words where the model counts words', async () => {
    const documented = await serve(path.join(sharedCases, 'text-n-by-1.onnx'));
    expect(example(documented)).toEqual({ rows: [{ input: 'acting and bad boring' }] });
    expect((await predict(example(documented))).status).toBe(200);
  });
});
