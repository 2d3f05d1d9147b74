import { compactJson } from '../../json.ts';
import { counted, printable } from '../../io/text.ts';
import { shorten } from '../../container/run/predict.ts';

/** What the service says of a picture or a text. */
interface Answer {
  predictions?: Scored[];
  detections?: (Scored & { box: { x: number; y: number; width: number; height: number } })[];
  entities?: (Scored & { start: number; end: number; text: string })[];
  embedding?: number[];
  /** Of a request with several. */
  results?: Answer[];
}

interface Scored {
  label: string;
  score: number;
}

/** Numbers of a vector that are shown. */
const FEW = 5;

/** The answer to a picture or a text, a line for each label. */
export function answerLines(name: string, answer: Answer): string[] {
  const { predictions, detections, entities, embedding, results } = answer;
  if (results) return results.flatMap((one, index) => answerLines(`${name}, ${index + 1}`, one));
  if (embedding) {
    const first = embedding.slice(0, FEW).map((value) => String(Number(value.toPrecision(4))));
    return [`${name}: a vector of ${counted(embedding.length, 'number')}: ${first.join(', ')}, …`];
  }
  const found = detections ?? entities ?? predictions;
  if (!found) return [`${name}:`, shorten(compactJson(answer), 2000)];
  if (found.length === 0) return [`${name}: nothing was found`];
  const width = Math.max(...found.map(({ label }) => printable(label).length));
  const where = detections?.map(({ box }) => inPicture(box)) ?? entities?.map((one) => inText(one)) ?? [];
  return [
    `${name}:`,
    ...found.map(({ label, score }, index) => {
      const share = `${(score * 100).toFixed(1)} %`.padStart(7);
      return `  ${printable(label).padEnd(width)}  ${share}${where[index] ?? ''}`;
    }),
  ];
}

function inPicture({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  const [left, top, wide, tall] = [x, y, width, height].map(Math.round);
  return `  ${wide} × ${tall} pixels at ${left}, ${top}`;
}

function inText({ start, end, text }: { start: number; end: number; text: string }): string {
  return `  ${start} to ${end}: ${printable(text)}`;
}
