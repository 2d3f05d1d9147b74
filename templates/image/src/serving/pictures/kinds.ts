/** What files begin with: sharp would also render an SVG, whatever it is called. */
const KINDS: [type: string, pattern: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/gif', /^GIF8[79]a/],
  ['image/tiff', /^(II\*\0|MM\0\*)/],
  ['image/avif', /^[^]{4}ftyp(avif|avis|mif1)/],
  ['image/bmp', /^BM/],
];

/** The media type of a file, by its first bytes; undefined for none of those that are decoded. */
export function kindOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 16);
  return KINDS.find(([, pattern]) => pattern.test(start))?.[0];
}

export const PICTURE_TYPES = KINDS.map(([type]) => type);

/** What POST /predict takes as the body itself. The bytes tell what it is; programs that know no type say octet-stream. */
export const PICTURE_BODY = {
  name: 'a picture',
  types: [...PICTURE_TYPES, 'image/*', 'application/octet-stream'],
};

/** Where a client says that a file is another kind of picture than its bytes are, in words. */
export function contradiction(given: string | undefined, type: string): string | undefined {
  const said = given?.split(';', 1)[0]!.trim().toLowerCase();
  if (!said?.startsWith('image/') || said === type || !PICTURE_TYPES.includes(said)) return undefined;
  return `A file that is said to be ${said} is ${type}, and was taken for that.`;
}
