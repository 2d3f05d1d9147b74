import { fromHalf, HALF_OVERFLOW, toHalf } from './half.ts';
import './json.ts';
import { shortestHalf, shortestSingle } from './shortest.ts';

/**
 * The elements of a tensor, row-major. BOOL are 0 and 1, FP16 the 16 bits of each half, BYTES strings. On their way
 * between threads many strings are packed (packed.ts).
 */
export type Elements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

export type Element = number | bigint | string;

/**
 * A datatype of the Open Inference Protocol: how its elements are stored and written as JSON. What belongs to one alone
 * is here, and nowhere asked by its name.
 */
export type Datatype = Float | Integer | Other<'boolean'> | Other<'text'>;

/** Numbers that are rounded. */
interface Float extends Traits {
  kind: 'float';
  /** A stored element as a number. */
  decode: (element: number) => number;
  /** A number as it is stored. */
  encode: (number: number) => number;
}

interface Integer extends Traits {
  kind: 'integer';
  minimum: number | bigint;
  maximum: number | bigint;
}

interface Other<Kind> extends Traits {
  kind: Kind;
}

interface Traits {
  /** ONNX Runtime's name for it. */
  runtime: string;
  /** Size of one element; 0 for BYTES, whose elements differ in size. */
  bytes: number;
  create: (length: number) => Elements;
  /** A JSON value as it is stored, or undefined where it is not a value of this datatype. */
  read: (value: unknown) => Element | undefined;
  /** A stored element as a JSON value. */
  write: (element: never) => unknown;
  /** What `read` takes, for error messages and OpenAPI. */
  takes: string;
  schema: Record<string, unknown>;
}

const NON_FINITE: Record<string, number> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

/**
 * JSON has no NaN and no infinities: they are the strings "NaN", "Infinity" and "-Infinity" both ways.
 * @param overflow numbers below it fit, as they are rounded to the largest or less; from there on they are infinite.
 */
function float(
  runtime: string,
  bytes: number,
  create: (length: number) => Elements,
  overflow: number,
  shortest: (value: number) => number = (value) => value,
): Float {
  const read = (value: unknown): number | undefined => {
    if (typeof value === 'number') return Math.abs(value) < overflow ? value : undefined;
    if (typeof value === 'bigint') return read(Number(value));
    if (typeof value === 'string' && Object.hasOwn(NON_FINITE, value)) return NON_FINITE[value];
    return undefined;
  };
  return {
    kind: 'float',
    runtime,
    bytes,
    create,
    decode: (element) => element,
    encode: (number) => number,
    read,
    write: (element: number) => (Number.isFinite(element) ? shortest(element) : String(element)),
    takes: `a number that fits ${bytes * 8}-bit floating point, or "NaN", "Infinity", "-Infinity"`,
    schema: {
      anyOf: [
        {
          type: 'number',
          // Infinity is no JSON, and no literal of a 64-bit number needs the limit.
          ...(overflow < Infinity && { exclusiveMinimum: -overflow, exclusiveMaximum: overflow }),
        },
        { enum: Object.keys(NON_FINITE) },
      ],
    },
  };
}

function integer(runtime: string, bytes: number, create: (length: number) => Elements): Integer {
  const signed = runtime.startsWith('int');
  const maximum = 2 ** (bytes * 8 - (signed ? 1 : 0)) - 1;
  const minimum = signed ? -maximum - 1 : 0;
  return {
    kind: 'integer',
    minimum,
    maximum,
    runtime,
    bytes,
    create,
    read: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
        ? value
        : undefined,
    write: (element: number) => element,
    takes: `an integer from ${minimum} to ${maximum}`,
    schema: { type: 'integer', minimum, maximum },
  };
}

/** Beyond ±(2^53 − 1) a JavaScript number loses digits: there only BigInts are taken (json.ts makes them). */
function bigInteger(runtime: string, create: (length: number) => Elements): Integer {
  const signed = runtime.startsWith('int');
  const maximum = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  const minimum = signed ? -(2n ** 63n) : 0n;
  const within = (value: bigint) => (value >= minimum && value <= maximum ? value : undefined);
  return {
    kind: 'integer',
    minimum,
    maximum,
    runtime,
    bytes: 8,
    create,
    read: (value) => {
      if (typeof value === 'bigint') return within(value);
      return Number.isSafeInteger(value) ? within(BigInt(value as number)) : undefined;
    },
    write: (element: bigint) => {
      const number = Number(element);
      return Number.isSafeInteger(number) ? number : JSON.rawJSON(String(element));
    },
    takes: `an integer from ${minimum} to ${maximum}`,
    schema: {
      type: 'integer',
      format: runtime,
      minimum: JSON.rawJSON(String(minimum)),
      maximum: JSON.rawJSON(String(maximum)),
    },
  };
}

const half = float('float16', 2, (length) => new Uint16Array(length), HALF_OVERFLOW, shortestHalf);
/** Half a step beyond the largest number. */
const SINGLE_OVERFLOW = (2 - 2 ** -24) * 2 ** 127;

/** The datatype of texts, and of files. */
export const BYTES = 'BYTES';

/** Datatypes by their Open Inference Protocol names. */
export const datatypes: Record<string, Datatype> = {
  FP16: {
    ...half,
    decode: fromHalf,
    encode: toHalf,
    read: (value) => {
      const number = half.read(value);
      return number === undefined ? undefined : toHalf(number as number);
    },
    write: (element: number) => half.write(fromHalf(element) as never),
  },
  FP32: float('float32', 4, (length) => new Float32Array(length), SINGLE_OVERFLOW, shortestSingle),
  FP64: float('float64', 8, (length) => new Float64Array(length), Infinity),
  INT8: integer('int8', 1, (length) => new Int8Array(length)),
  INT16: integer('int16', 2, (length) => new Int16Array(length)),
  INT32: integer('int32', 4, (length) => new Int32Array(length)),
  UINT8: integer('uint8', 1, (length) => new Uint8Array(length)),
  UINT16: integer('uint16', 2, (length) => new Uint16Array(length)),
  UINT32: integer('uint32', 4, (length) => new Uint32Array(length)),
  INT64: bigInteger('int64', (length) => new BigInt64Array(length)),
  UINT64: bigInteger('uint64', (length) => new BigUint64Array(length)),
  BOOL: {
    kind: 'boolean',
    runtime: 'bool',
    bytes: 1,
    create: (length) => new Uint8Array(length),
    // A number is taken by every datatype that has it: 22.0 is an integer, 1 is true.
    read: (value) => (typeof value === 'boolean' || value === 0 || value === 1 ? Number(value) : undefined),
    write: (element: number) => element !== 0,
    takes: 'true or false (1 or 0)',
    schema: { type: 'boolean' },
  },
  BYTES: {
    kind: 'text',
    runtime: 'string',
    bytes: 0,
    create: (length) => new Array<string>(length).fill(''),
    read: (value) => (typeof value === 'string' && isServable(value) ? value : undefined),
    write: (element: string) => element,
    takes: 'a string of whole Unicode characters without NUL',
    schema: { type: 'string', pattern: '^[^\\u0000]*$' },
  },
};

/** ONNX Runtime cuts a string at its first NUL and replaces lone surrogates: refuse what it would change. */
export function isServable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** @throws where the card names a datatype that this service does not know. */
export function datatype(name: string): Datatype {
  const found = Object.hasOwn(datatypes, name) ? datatypes[name] : undefined;
  if (!found) throw new Error(`model/card.json has the datatype ${name}, which this service does not know.`);
  return found;
}
