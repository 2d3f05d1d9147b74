import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../../lib/package.ts';
import { LENGTH_DELIMITED, VARINT, varint } from '../../../../lib/onnx/wire/wire.ts';
import { sharedModels } from '../../../skip.ts';
import { model, node, tensor, zipMapModel } from '../onnx-writer.ts';
import { type FieldTree, parse, serialise } from './message.ts';

/** Whole numbers from 0 up to `n`, without it. */
export type Below = (n: number) => number;

/** Numbers that are the same in every run: Park and Miller's generator. */
export function generator(seed: number): Below {
  let state = seed;
  return (n) => {
    state = (state * 48271) % (2 ** 31 - 1);
    return Math.floor((state / (2 ** 31 - 1)) * n);
  };
}

/** The bundled samples, two small models, and the shared ones where they are there. */
function originals(): Buffer[] {
  const below = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder).flatMap((name) =>
          [`${name}.onnx`, 'model.onnx'].map((file) => path.join(folder, name, file)),
        )
      : [];
  const files = [path.join(packageRoot, 'samples'), sharedModels].flatMap(below).filter(existsSync);
  return [
    model({ initializers: [tensor('W', { location: 'w.bin' })], nodes: [node('Add', ['X', 'W'], ['Y'])] }),
    zipMapModel({ metadata: { feature_names: 'a,b' } }),
    ...files.map((file) => readFileSync(file)).filter(({ length }) => length > 0),
  ];
}

/** Damaged models without end, one in two by its bytes, one in two by its messages. */
export function* mutants(seed: number): Generator<Buffer, never> {
  const below = generator(seed);
  const models = originals().map((bytes) => ({ bytes, isMessage: parse(bytes) !== undefined }));
  for (;;) {
    const { bytes, isMessage } = models[below(models.length)]!;
    yield isMessage && below(2) === 0 ? damagedMessages(bytes, below) : damagedBytes(bytes, below);
  }
}

const HUGE = [2n ** 31n, 2n ** 32n, 2n ** 63n, -1n, 2n ** 53n];

/** Up to eight times: a byte, a bit, a cut, a piece twice, a huge number, a number without end. */
export function damagedBytes(original: Buffer, below: Below): Buffer {
  let bytes = original;
  for (let left = 1 + below(8); left > 0; left--) {
    const at = below(bytes.length + 1);
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
    const piece = bytes.subarray(at, at + below(64));
    const changes = [
      () => [before, Buffer.from([below(256)]), behind],
      () => [before, Buffer.from([(bytes[at] ?? 0) ^ (1 << below(8))]), behind],
      () => [before],
      () => [before, piece, bytes.subarray(at)],
      () => [before, varint(HUGE[below(HUGE.length)]!), behind],
      () => [before, Buffer.alloc(1 + below(30), 0xff), behind],
    ];
    bytes = Buffer.concat(changes[below(changes.length)]!());
  }
  return bytes;
}

/** Up to four times: a field goes, comes twice, changes its place, its number, its length or its content. */
function damagedMessages(original: Buffer, below: Below): Buffer {
  const fields = parse(original)!;
  for (let left = 1 + below(4); left > 0; left--) {
    const message = anyMessage(fields, below);
    if (message.length > 0) changeField(message, below(message.length), below);
  }
  return serialise(fields);
}

/** The model or a message somewhere in it. */
function anyMessage(fields: FieldTree[], below: Below): FieldTree[] {
  const inner = fields.flatMap(({ content }) => (Array.isArray(content) ? [content] : []));
  return inner.length === 0 || below(5) === 0 ? fields : anyMessage(inner[below(inner.length)]!, below);
}

const NAMES = [
  Buffer.alloc(0),
  Buffer.from('ZipMap'),
  Buffer.from('__proto__'),
  Buffer.from('../../x'),
  Buffer.from('a\0b'),
  Buffer.from([0xff, 0xfe, 0x80]),
  Buffer.alloc(3 * 2 ** 20, 'name'),
];

function changeField(message: FieldTree[], at: number, below: Below): void {
  const field = message[at]!;
  const other = message[below(message.length)]!;
  const changes = [
    () => message.splice(at, 1),
    () => message.splice(below(message.length), 0, field),
    () => message.splice(at, 1, other),
    () => Object.assign(field, { number: 1 + below(25) }),
    () => Object.assign(field, { length: HUGE[below(HUGE.length)] }),
    () => Object.assign(field, { wire: below(6) }),
    () => Object.assign(field, { wire: LENGTH_DELIMITED, content: NAMES[below(NAMES.length)] }),
    () => Object.assign(field, { wire: VARINT, content: varint(HUGE[below(HUGE.length)]!) }),
    () => Object.assign(field, { content: [field, other].map((one) => ({ ...one })) }),
  ];
  changes[below(changes.length)]!();
}
