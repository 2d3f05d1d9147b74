export type Schema = Record<string, unknown>;

/**
 * Where a value breaks a JSON Schema; undefined where it does not. It knows the keywords that src/serving/openapi
 * uses, and fails for others rather than to ignore them.
 * @param components what `$ref` leads to.
 */
export function violation(
  value: unknown,
  schema: Schema,
  components: Record<string, Schema>,
  at = '',
): string | undefined {
  for (const [keyword, wanted] of Object.entries(schema)) {
    const check = keywords[keyword];
    if (!check) throw new Error(`The keyword ${keyword} is not known to this test.`);
    const found = check(value, wanted as never, { schema, components, at });
    if (found) return found;
  }
  return undefined;
}

interface Place {
  schema: Schema;
  components: Record<string, Schema>;
  at: string;
}

type Check = (value: unknown, wanted: never, place: Place) => string | undefined;

const fine: Check = () => undefined;

/** A check that a value of another type passes, as JSON Schema has it. */
function unless(is: (value: unknown) => boolean, fits: (value: never, wanted: never) => boolean): Check {
  return (value, wanted, { at }) =>
    is(value) && !fits(value as never, wanted)
      ? `${at}: ${String(value)} breaks ${String(wanted)}`
      : undefined;
}

const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Record<string, (value: unknown) => boolean> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: isNumber,
  integer: (value) => typeof value === 'bigint' || Number.isInteger(value),
  array: Array.isArray,
  object: isObject,
};

const keywords: Record<string, Check> = {
  title: fine,
  description: fine,
  examples: fine,
  format: fine,
  type: (value, wanted: string | string[], { at }) =>
    [wanted].flat().some((type) => types[type]!(value)) ? undefined : `${at}: is no ${String(wanted)}`,
  enum: (value, wanted: unknown[], { at }) =>
    wanted.includes(value) ? undefined : `${at}: is none of ${wanted.join()}`,
  const: (value, wanted, { at }) => (value === wanted ? undefined : `${at}: is not ${String(wanted)}`),
  minimum: unless(isNumber, (value: number, least) => value >= least),
  maximum: unless(isNumber, (value: number, most) => value <= most),
  exclusiveMinimum: unless(isNumber, (value: number, least) => value > least),
  exclusiveMaximum: unless(isNumber, (value: number, most) => value < most),
  minItems: unless(Array.isArray, ({ length }: unknown[], least) => length >= least),
  maxItems: unless(Array.isArray, ({ length }: unknown[], most) => length <= most),
  pattern: unless(types.string!, (value: string, pattern) => new RegExp(pattern, 'u').test(value)),
  $ref: (value, wanted: string, { components, at }) =>
    violation(value, components[wanted.split('/').at(-1)!]!, components, at),
  anyOf: (value, wanted: Schema[], { components, at }) => {
    const found = wanted.map((schema) => violation(value, schema, components, at));
    return found.includes(undefined) ? undefined : found.join('; ');
  },
  items: (value, wanted: Schema, { components, at }) =>
    Array.isArray(value)
      ? value.map((item, index) => violation(item, wanted, components, `${at}/${index}`)).find(Boolean)
      : undefined,
  required: unless(isObject, (value: object, names: string[]) =>
    names.every((name) => Object.hasOwn(value, name)),
  ),
  properties: (value, wanted: Record<string, Schema>, { components, at }) =>
    isObject(value)
      ? Object.entries(value as object)
          .filter(([name]) => Object.hasOwn(wanted, name))
          .map(([name, member]) => violation(member, wanted[name]!, components, `${at}/${name}`))
          .find(Boolean)
      : undefined,
  additionalProperties: (value, wanted: Schema | false, { schema, components, at }) => {
    if (!isObject(value)) return undefined;
    const known = Object.keys((schema.properties as object | undefined) ?? {});
    const others = Object.entries(value as object).filter(([name]) => !known.includes(name));
    if (wanted === false) return others.length > 0 ? `${at}: has ${others[0]![0]}` : undefined;
    return others
      .map(([name, member]) => violation(member, wanted, components, `${at}/${name}`))
      .find(Boolean);
  },
};
