import { expect } from 'vitest';
import { post } from '../service/ask.ts';
import { inTexts, type TextModel } from './shared-texts.ts';

/** What Python answers to a text. */
interface Recorded {
  error?: string;
  scores?: number[];
  embedding?: number[];
  groups_simple?: { entity_group: string; score: number; start: number; end: number }[];
}

interface Scored {
  label: string;
  score: number;
}

/** What the service answers. */
interface Given {
  predictions?: Scored[];
  embedding?: number[];
  entities?: (Scored & { start: number; end: number; text: string })[];
}

const AT_ONCE = 50;

/**
 * Asks a service for texts and pairs, and compares with what Python made of them.
 * @param step 1 for all texts, 10 for each tenth
 * @returns how many answers were compared, and how many texts were refused as they have no tokens
 */
export async function compareAnswers(
  { answers, labels = [] }: TextModel,
  url: string,
  step = 1,
): Promise<{ compared: number; refused: number }> {
  const strings = (inTexts('strings.json') as { text: string }[]).map(({ text }) => text);
  const recorded = inTexts(answers) as {
    strings: Recorded[];
    pairs?: ({ pair: [number, number] } & Recorded)[];
  };
  const single = recorded.strings.map((wanted, index) => ({ text: strings[index]!, wanted }));
  const pairs = (recorded.pairs ?? []).map((wanted) => ({
    text: wanted.pair.map((one) => strings[one]!),
    wanted,
  }));
  const chosen = [...single, ...pairs].filter((_, index) => index % step === 0);
  const refused = chosen.filter(({ wanted }) => wanted.error !== undefined);
  for (const { text } of refused) {
    const { status, body } = await post(`${url}/predict`, { text });
    expect([status, body]).toMatchObject([400, { errors: [{ at: '/text' }] }]);
  }
  const answered = chosen.filter(({ wanted }) => wanted.error === undefined);
  for (let from = 0; from < answered.length; from += AT_ONCE) {
    const some = answered.slice(from, from + AT_ONCE);
    const { status, body } = await post(`${url}/predict?top=100`, { texts: some.map(({ text }) => text) });
    expect(status, JSON.stringify(body).slice(0, 300)).toBe(200);
    const { results } = body as { results: Given[] };
    expect(results).toHaveLength(some.length);
    results.forEach((given, index) => compare(given, some[index]!.wanted, labels, some[index]!.text));
  }
  return { compared: answered.length, refused: refused.length };
}

function compare(given: Given, wanted: Recorded, labels: string[], text: unknown): void {
  const about = JSON.stringify(text).slice(0, 80);
  if (wanted.scores) {
    expect(given.predictions!.map(({ label }) => label).sort(), about).toEqual([...labels].sort());
    const scores = given.predictions!.map(({ score }) => score);
    expect(scores, about).toEqual(scores.toSorted((one, other) => other - one));
    const byLabel = new Map(given.predictions!.map(({ label, score }) => [label, score]));
    expectNear(
      labels.map((label) => byLabel.get(label)!),
      wanted.scores,
      about,
    );
  } else if (wanted.embedding) expectNear(given.embedding!, wanted.embedding, about);
  else {
    const groups = wanted.groups_simple!;
    const places = given.entities!.map(({ label, start, end }) => [label, start, end]);
    expect(places, about).toEqual(groups.map(({ entity_group, start, end }) => [entity_group, start, end]));
    expectNear(
      given.entities!.map(({ score }) => score),
      groups.map(({ score }) => score),
      about,
    );
    const points = Array.from(text as string);
    for (const entity of given.entities!)
      expect(entity.text).toBe(points.slice(entity.start, entity.end).join(''));
  }
}

/** Within 1e-4 of the value, or 1e-5. */
function expectNear(given: number[], wanted: number[], about: string): void {
  expect(given, about).toHaveLength(wanted.length);
  const far = wanted.filter(
    (value, index) => !(Math.abs(value - given[index]!) <= Math.max(1e-5, 1e-4 * Math.abs(value))),
  );
  expect(far, about).toEqual([]);
}
