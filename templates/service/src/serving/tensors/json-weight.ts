/** What a JSON text would become, told from its characters alone. */
export interface Weight {
  /** The deepest nesting of arrays and objects. */
  depth: number;
  arraysAndObjects: number;
  strings: number;
  commas: number;
}

/**
 * Counts brackets, strings and commas. JSON.parse itself has no limits: `[],[],…` becomes twenty times as large in
 * memory, and where that is more than there is, the whole process is aborted.
 * @param text JSON in UTF-8; if it is malformed, the counts mean nothing, and parsing will say so.
 */
export function weighJson(text: Uint8Array): Weight {
  let depth = 0;
  let deepest = 0;
  let arraysAndObjects = 0;
  let strings = 0;
  let commas = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    if (byte > 0x2c && byte < 0x3a) continue; // digits, point and minus: the most there is
    if (byte === 0x2c) commas++;
    else if (byte === 0x22) {
      strings++;
      at = endOfString(text, at);
    } else if (byte === 0x5b || byte === 0x7b) {
      arraysAndObjects++;
      if (++depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return { depth: deepest, arraysAndObjects, strings, commas };
}

/** The position of the closing quote. */
export function endOfString(text: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== 0x22) at += text[at] === 0x5c ? 2 : 1;
  return at;
}

/**
 * About how many bytes of V8's heap the text and its values take, found by parsing with ever smaller heaps on
 * Node 24.
 * @param keepsSources whether it has long integers, and is parsed so that their digits are kept.
 */
export function heapBytes(length: number, weight: Weight, keepsSources: boolean): number {
  const { arraysAndObjects, strings, commas } = weight;
  return length + 64 * arraysAndObjects + 32 * strings + (keepsSources ? 128 : 16) * commas;
}
