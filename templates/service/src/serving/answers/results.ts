import type { Parts } from '../codec/dialects.ts';

/** One answer as it is, or `{"results": […]}` of several; `areMany` also of one, where a list was asked for. */
export function* resultsOf(answers: Parts[], areMany: boolean): Generator<string | Uint8Array> {
  if (!areMany) return yield* answers[0]!;
  yield '{"results":[';
  for (const [index, parts] of answers.entries()) {
    if (index > 0) yield ',';
    yield* parts;
  }
  yield ']}';
}
