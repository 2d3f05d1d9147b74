import { ProtobufError } from '../onnx/wire/protobuf.ts';
import { FormatError } from './bytes/format-error.ts';
import type { Likeness } from './other/likeness.ts';
import { type Problem, refused, source } from './reading.ts';
import type { Reading, Source } from './source.ts';

/** A file or folder that is no ONNX model: what it is, what it says of its model, and what to do with it. */
export interface Known {
  /** With its article: `a pickled scikit-learn model`. */
  what: string;
  reading: Reading;
  /** The lines that convert it, or what to do instead. */
  next: string[];
  /** Whether nothing was read of it but what it is. */
  isForeign: boolean;
}

/** A folder in which one ONNX file was chosen. */
export interface OnnxInFolder {
  /** The file, absolute. */
  onnx: string;
  /** What the folder says of the model. */
  source: Source;
}

const DAMAGED = 'copy, download or save the file again';
const CODES = {
  truncated: 'model-truncated',
  malformed: 'model-malformed',
  'too-large': 'model-too-complex',
  'too-complex': 'model-too-complex',
  unsafe: 'model-unsafe',
};
/** Problems of a file that should not even be opened in Python. */
const HARMFUL = ['model-unsafe', 'model-outside-file', 'calls-own-code', 'calls-unknown'];

/**
 * Reads what a file is like, and adds what to do.
 *
 * @param trust  whether the names that it calls and that are not known are taken as they are
 */
export async function known(likeness: Likeness, trust = false): Promise<Known> {
  const { what, read, format = 'other' } = likeness;
  if (read === undefined) {
    const next = recipe(likeness);
    const message = `The model is not ONNX: it looks like ${what}`;
    const reading = refused(source(format), { code: 'model-not-onnx', message, hint: next.join('\n') });
    return { what, reading, next, isForeign: true };
  }
  const { reading: judged, isDamaged } = await tried(format, read);
  const reading = trust ? { ...judged, ...judged.trusted } : judged;
  const whole = likeness.whatOf?.(reading.source) ?? what;
  return { what: whole, reading, next: nextOf(likeness, reading, isDamaged), isForeign: false };
}

function recipe({ next }: Likeness, source?: Source): string[] {
  return typeof next === 'function' ? next(source) : next;
}

async function tried(
  format: string,
  read: () => Reading | Promise<Reading>,
): Promise<{ reading: Reading; isDamaged: boolean }> {
  try {
    return { reading: await read(), isDamaged: false };
  } catch (error) {
    return { reading: refused(source(format), damage(error)), isDamaged: true };
  }
}

/** What is wrong with a file that could not be read to its end. Throws what is no fault of the file. */
export function damage(error: unknown): Problem {
  if (!(error instanceof FormatError) && !(error instanceof ProtobufError)) throw error;
  const { fault, message } = error;
  const told: Record<string, string> = {
    truncated: `The file is cut off: ${message}`,
    'too-large': `The file is not read further, there is more in it than is read: ${message}`,
    'too-complex': `The file is not read further, there is more in it than is read: ${message}`,
    unsafe: `The file is made so that programs read it differently: ${message}`,
  };
  return { code: CODES[fault], message: told[fault] ?? `The file is damaged: ${message}`, hint: DAMAGED };
}

/** Nobody is shown how to open what does harm, nor how to convert what cannot be converted. */
function nextOf(likeness: Likeness, reading: Reading, isDamaged: boolean): string[] {
  const hints = reading.problems.flatMap(({ hint }) => hint.split('\n'));
  if (reading.convertible !== false) return recipe(likeness, reading.source);
  const isHarmful = reading.problems.some(({ code }) => HARMFUL.includes(code));
  const isHelped = isDamaged || typeof likeness.next !== 'function';
  return isHarmful || !isHelped ? hints : [...hints, ...recipe(likeness, reading.source)];
}
