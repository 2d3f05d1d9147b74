import type { Card } from '../../card.ts';
import type { Golden } from './golden.ts';
import { difference, isRounded } from './golden.ts';
import type { Body } from './predict.ts';
import { predict } from './predict.ts';
import type { Running } from './start.ts';

const tolerance = { absolute: 1e-5, relative: 1e-3 };

/**
 * The model's answers to requests that it takes. It is asked twice: what differs was drawn at random, so only its
 * shape can be compared; and an output that even has another shape each time is not asked for.
 */
export async function recordedAnswers(requests: Body[], service: Running, card: Card): Promise<Golden> {
  const ask = async (request: Body) => {
    const { answer, refusal } = await predict(service, request);
    if (answer) return answer;
    throw new Error(`The model takes the same request only sometimes. ${refusal}`);
  };
  const pairs: [Body, Body][] = [];
  for (const request of requests) pairs.push([await ask(request), await ask(request)]);
  const differs = (name: string, compare: Golden['compare'] = {}) =>
    pairs.some(([one, other]) =>
      difference(only(name, one), only(name, other), { tolerance, compare }, card),
    );

  const names = card.outputs.map(({ name }) => name);
  const steady = names.filter((name) => !differs(name, { [name]: 'shape' }));
  if (steady.length < names.length) {
    return recordedAnswers(
      requests.map((request) => selecting(steady, request, names)),
      service,
      card,
    );
  }
  const compare = card.outputs.flatMap(({ name, datatype }): [string, 'shape' | 'argmax'][] => {
    if (differs(name)) return [[name, 'shape']];
    return card.quantised && isRounded(datatype) ? [[name, 'argmax']] : [];
  });
  return {
    source: 'recorded',
    model: { file: card.source.file, sha256: card.source.sha256 },
    tolerance,
    ...(compare.length > 0 && { compare: Object.fromEntries(compare) }),
    cases: requests.map((request, index) => ({ request, answer: pairs[index]![0] })),
  };
}

/** One output of an answer, in either form; nothing where it was not asked for. */
function only(name: string, { outputs, rows }: Body): Body {
  const pick = (members: Body) => (Object.hasOwn(members, name) ? { [name]: members[name] } : {});
  return rows ? { rows: (rows as Body[]).map(pick) } : { outputs: pick(outputs as Body) };
}

/** @throws Error where nothing is left of what the request asked for. */
function selecting(steady: string[], request: Body, all: string[]): Body {
  const asked = request.outputs as string[] | undefined;
  const outputs = (asked?.length ? asked : all).filter((name) => steady.includes(name));
  if (outputs.length > 0) return { ...request, outputs };
  throw new Error('Every output has another shape in each run, so that there is nothing to compare.');
}
