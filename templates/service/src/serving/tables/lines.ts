import { Problem } from '../problems.ts';

/** A line of a text, without its end. */
export interface Line {
  text: string;
  /** The first line of a file is 1. */
  line: number;
}

/** Of what is made for so many lines little outlives them: a young generation of a few megabytes holds it. */
const AT_ONCE = 256;

/**
 * Divides a text that comes in pieces into its lines, whatever they end with: LF, CRLF or CR. Empty ones are counted and left
 * out.
 */
export class Lines {
  /** What has no end yet. */
  rest = '';
  /** Its line. */
  line: number;
  /** Whether there was none with anything in it. */
  isEmpty = true;
  readonly #longest: number;

  /** @param line the number of the first one. @param longest the most characters of one */
  constructor(line: number, longest: number) {
    this.line = line;
    this.#longest = longest;
  }

  /** The lines that come to an end in a piece, a few hundred at a time. @throws Problem 413 where one is too long. */
  *add(piece: string): Generator<Line[]> {
    const text = this.rest + piece;
    const ends = text.includes('\r') ? /\r\n|\n|\r(?!$)/g : /\n/g;
    let lines: Line[] = [];
    let start = 0;
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      if (end.index > start) lines.push({ text: text.slice(start, end.index), line: this.line });
      start = ends.lastIndex;
      this.line++;
      if (lines.length < AT_ONCE) continue;
      this.isEmpty = false;
      yield lines;
      lines = [];
    }
    this.rest = text.slice(start);
    if (this.rest.length > this.#longest) throw tooLong(this.line, this.#longest);
    if (lines.length === 0) return;
    this.isEmpty = false;
    yield lines;
  }

  /** The last line, where it has no end. */
  end(): Line[] {
    const text = this.rest.replace(/\r$/, '');
    this.isEmpty &&= text === '';
    return text === '' ? [] : [{ text, line: this.line }];
  }
}

export function tooLong(line: number, longest: number): Problem {
  return new Problem(413, `The row in line ${line} is longer than ${longest} bytes (BODY_LIMIT).`);
}
