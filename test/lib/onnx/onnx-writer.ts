/** The bytes of an integer as protobuf's varint. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return [...bytes, Number(rest)];
}

type Content = number | bigint | string | Buffer | Content[];

/** A field: an integer as a varint, text or bytes with their length, a list as the fields of a message. */
export function field(number: number, content: Content): Buffer {
  if (typeof content === 'number' || typeof content === 'bigint') {
    return Buffer.from([...varint(number * 8), ...varint(content)]);
  }
  const bytes = Array.isArray(content) ? Buffer.concat(content as Buffer[]) : Buffer.from(content as string);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

/** A dimension: a size, a name, or null for neither. */
export function tensorType(elementType: number, shape?: (number | string | null)[]): Buffer {
  const dimensions = shape?.map((size) =>
    field(1, size === null ? [] : [typeof size === 'string' ? field(2, size) : field(1, size)]),
  );
  return field(1, [field(1, elementType), ...(dimensions ? [field(2, dimensions)] : [])]);
}

/** seq(map(int64, float)), as a ZipMap gives it. */
export const sequenceOfMaps = field(4, [field(1, [field(5, [field(1, 7), field(2, [tensorType(1)])])])]);

export function value(name: string, type?: Buffer): Buffer {
  return Buffer.concat([field(1, name), ...(type ? [field(2, [type])] : [])]);
}

interface NodeParts {
  name?: string;
  domain?: string;
  attributes?: Buffer[];
}

export function node(operator: string, inputs: string[], outputs: string[], parts: NodeParts = {}): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => field(1, name)),
    ...outputs.map((name) => field(2, name)),
    field(3, parts.name ?? `my ${operator}`),
    field(4, operator),
    ...(parts.attributes ?? []).map((attribute) => field(5, [attribute])),
    ...(parts.domain ? [field(7, parts.domain)] : []),
  ]);
}

/** An initializer, with its data in `location` beside the model, or in the file. */
export function tensor(name: string, external?: Record<string, string>): Buffer {
  const entries = Object.entries(external ?? {}).map(([key, text]) =>
    field(13, [field(1, key), field(2, text)]),
  );
  const data = external ? [...entries, field(14, 1)] : [field(9, Buffer.alloc(4))];
  return Buffer.concat([field(1, 1), field(2, 1), field(8, name), ...data]);
}

export interface ModelParts {
  irVersion?: number | null;
  opsets?: [domain: string, version: number][];
  nodes?: Buffer[];
  inputs?: Buffer[];
  outputs?: Buffer[];
  initializers?: Buffer[];
  valueInfo?: Buffer[];
  metadata?: Record<string, string>;
  /** Further fields of the model. */
  more?: Buffer[];
}

/** An ONNX file: Y = Identity(X), FP32 [N, 3], where nothing else is said. */
export function model(parts: ModelParts = {}): Buffer {
  const {
    irVersion = 8,
    opsets = [['', 17]],
    nodes = [node('Identity', ['X'], ['Y'])],
    metadata = {},
  } = parts;
  const { inputs = [value('X', tensorType(1, ['N', 3]))], outputs = [value('Y', tensorType(1, ['N', 3]))] } =
    parts;
  const graph = [
    ...nodes.map((part) => field(1, part)),
    field(2, 'graph'),
    ...(parts.initializers ?? []).map((part) => field(5, part)),
    ...inputs.map((part) => field(11, part)),
    ...outputs.map((part) => field(12, part)),
    ...(parts.valueInfo ?? []).map((part) => field(13, part)),
  ];
  return Buffer.concat([
    ...(irVersion === null ? [] : [field(1, irVersion)]),
    field(2, 'test'),
    field(7, graph),
    ...opsets.map(([domain, version]) => field(8, [field(1, domain), field(2, version)])),
    ...Object.entries(metadata).map(([key, text]) => field(14, [field(1, key), field(2, text)])),
    ...(parts.more ?? []),
  ]);
}

/** A classifier's end: a tensor P [N, 2], and a ZipMap that makes Z from it. */
export function zipMapModel(parts: ModelParts = {}): Buffer {
  const labels = [field(1, 'classlabels_strings'), field(9, 'no'), field(9, 'yes'), field(20, 8)];
  const zipMap = node('ZipMap', ['X'], ['Z'], { domain: 'ai.onnx.ml', attributes: [Buffer.concat(labels)] });
  return model({
    opsets: [['ai.onnx.ml', 1]],
    nodes: [zipMap],
    inputs: [value('X', tensorType(1, ['N', 2]))],
    outputs: [value('Z', sequenceOfMaps)],
    ...parts,
  });
}
