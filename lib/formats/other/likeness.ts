import type { Reading, Source } from '../source.ts';

/** What a file or folder is that is no ONNX model, and how one gets from there to ONNX. */
export interface Likeness {
  /** With its article: `a PNG image`. */
  what: string;
  /** What it is by all that was read of it, where that tells more. */
  whatOf?: (source: Source) => string | undefined;
  /** What to do, then the lines to type, indented by two spaces; of what was read, where that changes them. */
  next: string[] | ((source?: Source) => string[]);
  /** As in Source; `other` where no program asks for it. */
  format?: string;
  /** Whether it may be a pickle all the same: what is compressed, and what is text. */
  mayBePickle?: true;
  /** Reads what the model is, without running it. Absent where there is nothing to convert. Throws FormatError. */
  read?: () => Reading | Promise<Reading>;
}

/** The beginning of a file, enough to know it by. */
export interface Beginning {
  /** As it stands in the lines that convert the file: what was typed, from the working folder. */
  path: string;
  /** The first 4096 bytes, or all of them. */
  head: Buffer;
  /** Of the whole file. */
  bytes: number;
}

/** For what is no model, or none that can be converted. */
export const EXPORT_AGAIN = 'give the .onnx file that your training or export wrote';

/** For what no converter leads back from. */
export const MADE_FROM = 'convert the model that it was made from';
