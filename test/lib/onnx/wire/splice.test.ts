import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Field, ProtobufFile } from '../../../../lib/onnx/wire/protobuf.ts';
import { removal, spliceFile, withLengths, type Edit } from '../../../../lib/onnx/wire/splice.ts';
import { newFolder, saved } from '../folders.ts';
import { field } from '../onnx-writer.ts';

/** Puts text behind the last field of some messages; each is found by the numbers of the fields that lead to it. */
async function extended(bytes: Buffer, ways: number[][], text: string): Promise<Buffer> {
  const source = saved(bytes);
  const file = new ProtobufFile(source);
  const messages = new Map<number, Field>();
  const edits: Edit[] = [];
  for (const way of ways) {
    let found: Field | undefined;
    for (const number of way) {
      found = [...file.fields(found)].find((one) => one.number === number)!;
      messages.set(found.tag, found);
    }
    edits.push({ start: found!.end, end: found!.end, bytes: field(9, text) });
  }
  file.close();
  const target = path.join(newFolder(), 'target');
  const hash = await spliceFile(source, target, bytes.length, withLengths(edits, [...messages.values()]));
  const written = readFileSync(target);
  expect(hash).toBe(createHash('sha256').update(written).digest('hex'));
  return written;
}

describe('edits in messages in messages', () => {
  const text = 'x'.repeat(200);
  const added = field(9, text);

  it('make all lengths around them longer, and these lengths themselves', async () => {
    const bytes = Buffer.concat([field(1, [field(2, [field(3, 'a')])]), field(4, 'b')]);
    expect(await extended(bytes, [[1, 2]], text)).toEqual(
      Buffer.concat([field(1, [field(2, [field(3, 'a'), added])]), field(4, 'b')]),
    );
  });

  it('may lie in messages beside each other, and at the end of several in the innermost', async () => {
    const bytes = field(1, [field(2, [field(3, 'a')]), field(4, [field(5, 'b')])]);
    const ways = [
      [1, 2],
      [1, 4],
    ];
    expect(await extended(bytes, ways, text)).toEqual(
      field(1, [field(2, [field(3, 'a'), added]), field(4, [field(5, 'b'), added])]),
    );
  });

  it('leave a length alone that stays the same', () => {
    const source = saved(field(1, [field(2, 'abc')]));
    const file = new ProtobufFile(source);
    const [message] = [...file.fields()];
    const [inner] = [...file.fields(message)];
    file.close();
    const edit = { ...removal(inner!), bytes: field(2, 'xyz') };
    expect(withLengths([edit], [message!])).toEqual([edit]);
  });

  it('are many without taking long: each is looked at once', async () => {
    const inner = Array.from({ length: 50_000 }, () => field(2, [field(3, 'a')]));
    const file = new ProtobufFile(saved(field(1, inner)));
    const [message] = [...file.fields()];
    const fields = [...file.fields(message)];
    file.close();
    const edits = withLengths(
      fields.map(({ end }) => ({ start: end, end, bytes: added })),
      [message!, ...fields],
    );
    expect(edits).toHaveLength(2 * fields.length + 1);
  });
});
