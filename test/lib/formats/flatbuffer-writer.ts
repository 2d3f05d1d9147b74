/** A field of a table: a number of 32 bits, a text, a table, or a vector of tables. */
export type Field = number | string | Table | Table[];

/** Fields by their place, as the schema counts them. */
export type Table = { [place: number]: Field };

/** A FlatBuffer whose root is such a table: https://flatbuffers.dev/internals/. */
export function flatBuffer(root: Table): Buffer {
  const words: Buffer[] = [];
  let length = 0;
  const add = (bytes: Buffer): number => {
    const at = length;
    words.push(Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]));
    length += words.at(-1)!.length;
    return at;
  };
  /** Writes what lies behind an offset, and the offset to it. */
  const pointTo = (place: Buffer, at: number, field: Exclude<Field, number>): void => {
    const to = Array.isArray(field) ? vector(field) : typeof field === 'string' ? text(field) : table(field);
    place.writeUInt32LE(to - at, 0);
  };
  const number = (): Buffer => words.at(-1)!;
  const text = (value: string): number =>
    add(Buffer.concat([u32(value.length), Buffer.from(value), Buffer.alloc(1)]));
  const vector = (tables: Table[]): number => {
    const start = add(u32(tables.length));
    const places = tables.map(() => [add(u32(0)), number()] as const);
    places.forEach(([at, place], i) => pointTo(place, at, tables[i]!));
    return start;
  };
  const table = (fields: Table): number => {
    const most = Math.max(...Object.keys(fields).map(Number)) + 1;
    const offsets = Array.from({ length: most }, (_, i) =>
      i in fields ? 4 + 4 * Object.keys(fields).indexOf(String(i)) : 0,
    );
    const vtable = add(u16(4 + 2 * most, 4 + 4 * Object.keys(fields).length, ...offsets));
    const start = add(u32(0));
    number().writeInt32LE(start - vtable, 0);
    const places = Object.values(fields).map(
      (field) => [add(u32(typeof field === 'number' ? field : 0)), number(), field] as const,
    );
    for (const [at, place, field] of places) if (typeof field !== 'number') pointTo(place, at, field);
    return start;
  };
  add(u32(0));
  const first = number();
  pointTo(first, 0, root);
  return Buffer.concat(words);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16LE(value, 2 * i));
  return bytes;
}
