import type { Card } from '../../card.ts';
import type { Inference } from '../inference/inference.ts';
import type { Answer } from '../prediction.ts';
import { listNames } from '../problems.ts';
import type { AnswerColumns } from './answer-columns.ts';
import { answerColumns } from './answer-columns.ts';
import type { Chunk } from './chunk.ts';
import type { Format } from './formats.ts';

/** How the answers to a table are written, and who hears what was done to read it. */
export interface Writing {
  card: Card;
  inference: Pick<Inference, 'example'>;
  format: Format;
  /** Whether rows with a fault are answered as such. */
  marks: boolean;
  notice: (text: string) => void;
}

/** Of a table in which no row is without a fault, nobody may know what an answer looks like. */
const UNKNOWN: AnswerColumns = { outputs: [], error: 'error', omitted: [] };

/** The answers to a table as text, in pieces. */
export async function* written(
  answers: AsyncIterable<Answer<Chunk>>,
  { card, inference, format, marks, notice }: Writing,
): AsyncGenerator<string> {
  const waiting: Answer<Chunk>[] = []; // until the columns are known
  let columns: AnswerColumns | undefined;
  let isFirst = true;
  for await (const answer of answers) {
    const { layout } = answer.form;
    waiting.push(answer);
    if (!columns) {
      const tensors = inference.example?.outputs ?? answer.tensors;
      if (tensors.length === 0) continue;
      columns = answerColumns(card.outputs, tensors, layout.header);
      const notices = [...layout.notices, ...omittedBy(columns)];
      if (notices.length > 0) notice(notices.join(' '));
      yield format.begin(columns, layout, marks);
    }
    for (const one of waiting.splice(0)) {
      yield format.rows(one, columns, marks, isFirst);
      isFirst = false;
    }
  }
  if (!columns) yield format.begin(UNKNOWN, waiting[0]!.form.layout, marks);
  for (const one of waiting) {
    yield format.rows(one, UNKNOWN, marks, isFirst);
    isFirst = false;
  }
  yield format.end;
}

function omittedBy({ omitted }: AnswerColumns): string[] {
  return omitted.length > 0 ? [`${listNames(omitted)} has no value for each row, and is left out.`] : [];
}
