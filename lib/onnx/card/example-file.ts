import type { CardTensor, ExampleFile } from './card.ts';
import { elements, exampleShape, exampleValue, valuesAt } from './example.ts';
import { type ByteElement, bytesOf, toBytes } from './tensor-bytes.ts';

/** Where an example lies that is too long for the card, as a project has it. */
export const EXAMPLE_FILE = 'model/example.bin';

/** A made-up example of more bytes is none: a file of equal numbers that large helps nobody. */
const MOST_MADE_UP = 64 * 2 ** 20;

/**
 * A long example as a file: the body of a request of the Open Inference Protocol, of which the first bytes are JSON and
 * the tensors follow. It takes a tenth of what JSON takes.
 */
export interface ExampleBody extends ExampleFile {
  body: () => Buffer;
}

/** A made-up example of these inputs; undefined where it would be too large for a file, too. */
export function madeUpFile(inputs: CardTensor[]): ExampleBody | undefined {
  const parts = inputs.map((input) => {
    const shape = exampleShape(input);
    const width = shape.at(-1) ?? 1;
    const isUniform = (input.values?.length ?? 1) === 1 || width === 0;
    const row = Array.from({ length: isUniform ? 1 : width }, (_, i) =>
      exampleValue(input, valuesAt(input, i)),
    );
    const rows = elements(shape) / row.length;
    const bytes = rows * row.reduce<number>((sum, value) => sum + bytesOf(input.datatype, value), 0);
    return { input, shape, bytes, row };
  });
  if (parts.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_MADE_UP) return undefined;
  const header = headerOf(parts);
  const data = (): Buffer[] =>
    parts.map(({ input, row, bytes }) =>
      bytes === 0 ? Buffer.alloc(0) : Buffer.alloc(bytes, toBytes(input.datatype, row)),
    );
  return fileOf(header, data);
}

/** A request of POST /predict as such a file. It fits the model. */
export function givenFile(inputs: CardTensor[], request: Record<string, unknown>): ExampleBody {
  const given = request.inputs;
  const isBare = inputs.length === 1 && (typeof given !== 'object' || Array.isArray(given));
  const parts = inputs.map((input) => {
    const value = isBare ? given : (given as Record<string, unknown>)[input.name];
    const shape: number[] = [];
    for (let inner = value; Array.isArray(inner); inner = inner[0] as unknown) shape.push(inner.length);
    const data = toBytes(input.datatype, [value].flat(shape.length + 1) as ByteElement[]);
    return { input, shape, bytes: data.length, data };
  });
  return fileOf(headerOf(parts), () => parts.map(({ data }) => data));
}

/** How many elements a request has, at most as many as that many levels of arrays have. */
export function elementsIn(value: unknown): number {
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    // Arrays of one dimension have one length: the first tells of all.
    if (Array.isArray(first)) return value.length * elementsIn(first);
    if (typeof first !== 'object' || first === null) return value.length;
  }
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + elementsIn(member), 0);
}

function headerOf(parts: { input: CardTensor; shape: number[]; bytes: number }[]): string {
  const inputs = parts.map(({ input: { name, datatype }, shape, bytes }) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: bytes },
  }));
  return JSON.stringify({ inputs });
}

function fileOf(header: string, data: () => Buffer[]): ExampleBody {
  const body = (): Buffer => Buffer.concat([Buffer.from(header), ...data()]);
  return { path: EXAMPLE_FILE, headerLength: Buffer.byteLength(header), body };
}
