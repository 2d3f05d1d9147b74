import type { Meaning } from '../answers/meaning.ts';
import type { Schema } from './elements.ts';
import { ref } from './elements.ts';
import { object } from './schemas.ts';

const NUMBER: Schema = { type: 'number' };
const LABEL: Schema = { type: 'string', description: 'the name of the class, or its number' };
const SCORE: Schema = { ...NUMBER, description: 'how sure the model is' };
const list = (items: Schema): Schema => ({ type: 'array', items });

/** What the answer to one picture or text looks like, and to several: `Results`. Each is a component of the document. */
export function meaningSchemas({ kind }: Meaning): { answer: string; schemas: Record<string, Schema> } {
  const named = SCHEMAS[kind];
  const answer = named ? Object.keys(named)[0]! : 'TensorsAnswer';
  return { answer, schemas: { ...named, Results: object({ results: list(ref(answer)) }) } };
}

const SCHEMAS: Partial<Record<Meaning['kind'], Record<string, Schema>>> = {
  classes: {
    PredictionsAnswer: object({
      predictions: { ...list(ref('ScoredLabel')), description: 'the best first; `top` says how many' },
    }),
    ScoredLabel: object({ label: LABEL, score: SCORE }),
  },
  boxes: {
    DetectionsAnswer: object({ detections: list(ref('Detection')) }),
    Detection: object({ label: LABEL, score: SCORE, box: ref('Box') }),
    Box: {
      ...object({ x: NUMBER, y: NUMBER, width: NUMBER, height: NUMBER }),
      description: 'in pixels of the picture, from its top left corner',
    },
  },
  entities: {
    EntitiesAnswer: object({ entities: list(ref('Entity')) }),
    Entity: object({
      label: LABEL,
      score: SCORE,
      start: { type: 'integer', description: 'in code points' },
      end: { type: 'integer', description: 'in code points, the first behind it' },
      text: { type: 'string' },
    }),
  },
  embedding: { EmbeddingAnswer: object({ embedding: list(NUMBER) }) },
};

/** What a request may say of its answer, in the query. */
export function meaningParameters(meaning: Meaning): Record<string, unknown>[] {
  if (meaning.kind === 'classes') {
    const schema = { type: 'integer', minimum: 1, default: 5 };
    return [{ name: 'top', in: 'query', schema, description: 'How many classes are told' }];
  }
  if (meaning.kind !== 'boxes') return [];
  const part = (name: string, otherwise: number, description: string) => ({
    ...{ name, in: 'query', description },
    schema: { type: 'number', minimum: 0, maximum: 1, default: otherwise },
  });
  return [
    part('threshold', meaning.threshold, 'Below this score nothing is told'),
    part(
      'overlap',
      meaning.overlap,
      'Of two of a class that share more of their area, the better one is told',
    ),
  ];
}
