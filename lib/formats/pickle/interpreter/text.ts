const ESCAPES: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of STRING: as Python writes a literal of bytes, in quotes. Undefined where the quotes are missing. */
export function unquoted(line: string): string | undefined {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote) return undefined;
  return line
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\n\\'"abfnrtv])/g, (_, escaped: string) => {
      if (escaped[0] === 'x') return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
      if (/[0-7]/.test(escaped[0]!)) return String.fromCharCode(Number.parseInt(escaped, 8) & 0xff);
      return ESCAPES[escaped]!;
    });
}

/** The text of UNICODE: Latin-1 with \uXXXX and \UXXXXXXXX, which Python calls raw-unicode-escape. */
export function rawUnicode(line: string): string {
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (all, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** INT: a number, or 00 and 01 for False and True. LONG: a number with an L behind it. */
export function integer(line: string, isLong: boolean): number | bigint | boolean | undefined {
  if (!isLong && (line === '00' || line === '01')) return line === '01';
  const digits = /^\s*([+-]?\d{1,400})\s*$/.exec(isLong ? line.replace(/L$/, '') : line)?.[1];
  return digits === undefined ? undefined : small(BigInt(digits.replace(/^\+/, '')));
}

/** FLOAT: a number as Python writes it. */
export function float(line: string): number | undefined {
  const text = line.trim();
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** A signed integer from its bytes, the lowest first. */
export function integerOf(bytes: Buffer): number | bigint {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readIntLE(0, bytes.length);
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return small(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`)));
}

function small(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
