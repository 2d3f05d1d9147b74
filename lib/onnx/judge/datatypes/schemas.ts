import { TYPE_SETS, TYPE_TABLE } from './type-table.ts';

/** What one place of an operator takes or gives: a variable that all its places share, or a fixed type. */
export interface Formal {
  /** `''` where the type is fixed or not judged. */
  variable: string;
  /** 0 where it is not fixed. */
  type: number;
  /** The last place may stand for any number: all of one type, or each of its own. */
  repeats: 'no' | 'same' | 'any';
}

/** Variable → the types that it may have. */
export type TypeLimits = Map<string, number[]>;

/** The datatypes of one version of an operator. */
export interface Schema {
  takes: Formal[];
  gives: Formal[];
  allowed: TypeLimits;
  /** What the runtime has kernels for: any of these. Absent where they are not judged. */
  kernels?: TypeLimits[];
}

const known = new Map<string, Schema>();

/** Undefined for an operator or version that is not in the table. */
export function schemaOf(domain: string, operator: string, opset: number): Schema | undefined {
  const operators = Object.hasOwn(TYPE_TABLE, domain) ? TYPE_TABLE[domain]! : {};
  const versions = Object.hasOwn(operators, operator) ? operators[operator]! : [];
  const line = versions.findLast((version) => parseInt(version, 10) <= opset);
  if (line === undefined) return undefined;
  const schema = known.get(line) ?? parse(line);
  known.set(line, schema);
  return schema;
}

/** The place with this number; the last one may stand for many. */
export function formalAt(formals: Formal[], place: number): Formal | undefined {
  const last = formals.at(-1);
  return formals[place] ?? (last && last.repeats !== 'no' ? last : undefined);
}

function parse(line: string): Schema {
  const [, takes, gives, allowed, kernels] = line.split('|') as [string, string, string, string, string];
  return {
    takes: words(takes).map(formal),
    gives: words(gives).map(formal),
    allowed: limits(allowed),
    ...(kernels !== '-' && { kernels: kernels.split('/').map(limits) }),
  };
}

function formal(word: string): Formal {
  const repeats = word.endsWith('*') ? 'same' : word.endsWith('~') ? 'any' : 'no';
  const name = repeats === 'no' ? word : word.slice(0, -1);
  if (name === '_') return { variable: '', type: 0, repeats };
  return name.startsWith('#')
    ? { variable: '', type: Number(name.slice(1)), repeats }
    : { variable: name, type: 0, repeats };
}

function limits(text: string): TypeLimits {
  return new Map(
    words(text).map((word) => {
      const [variable, set] = word.split('=') as [string, string];
      return [variable, TYPE_SETS[Number(set)]!];
    }),
  );
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
