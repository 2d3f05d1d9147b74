/** Files that people send as they are, by their first bytes. */
const FILES: [name: string, first: RegExp][] = [
  ['a JPEG picture', /^\xff\xd8\xff/],
  ['a PNG picture', /^\x89PNG/],
  ['a GIF picture', /^GIF8/],
  ['a WebP picture', /^RIFF.{4}WEBP/s],
  ['a BMP picture', /^BM.{4}\0{4}/s],
  ['a TIFF picture', /^(II\*\0|MM\0\*)/],
  ['a PDF document', /^%PDF/],
  ['an array as numpy.save writes it', /^\x93NUMPY/],
  ['a ZIP archive', /^PK\x03\x04/],
];

/** What somebody can do who has a picture, where the service has no step that takes one. */
export const PICTURES =
  'This service takes the numbers of its pixels. Either read it in your program, bring it to the size and scale that ' +
  'the model was trained with, and send the numbers as "inputs" (GET /docs says which shape), or give the service a ' +
  'step that does so: src/steps/README.md.';

/** What a file is, by its first bytes: `a ZIP archive`. Undefined where it is none that people send as they are. */
export function namedFile(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 16);
  return FILES.find(([, first]) => first.test(start))?.[0];
}

/** What bytes are that are no UTF-8, and what to send instead. */
export function notText(bytes: Buffer): string {
  const name = namedFile(bytes);
  if (name === undefined) return 'The body is not UTF-8.';
  if (!name.endsWith('picture'))
    return `The body is ${name}; this route takes JSON. GET /openapi.json has an example.`;
  return `The body is ${name}. ${PICTURES}`;
}

/** What is wrong with a text that is not JSON. Python's json and pandas write NaN as a bare word. */
export function malformed(text: string, reason: string): string {
  const word = bareWord(text);
  if (word === undefined) return `Malformed JSON: ${reason}.${isLikeCsv(text) ? TABLE : ''}`;
  return `Malformed JSON: JSON has no ${word}. Write it as a string: "${word}".`;
}

const TABLE = ' A table in CSV is sent with the header "Content-Type: text/csv".';

/** Whether the first line is like a header: names with something between them. */
function isLikeCsv(text: string): boolean {
  return /^\s*[^\s[{][^\n[{]*[,;\t][^\n]*\n/.test(text);
}

/** The first NaN or Infinity that stands outside of strings. */
function bareWord(text: string): string | undefined {
  for (const [found, word] of text.matchAll(/"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)\b/g)) if (word) return found;
  return undefined;
}
