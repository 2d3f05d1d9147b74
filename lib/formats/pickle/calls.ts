import { buildFault, isHarmlessGetattr } from './guards.ts';
import { append, type Keeper, setItems } from './interpreter/keeper.ts';
import type { Names } from './names.ts';
import { scalarOf } from './arrays/numpy.ts';
import { Bytes, Dict, List, Made, Name, type Value } from './interpreter/value.ts';

/** What the pickles of one file share. */
export interface Context {
  names: Names;
  keeper: Keeper;
  /** Whether joblib opens it: arrays stand behind their wrappers. */
  isJoblib: boolean;
  /** How many have been read. */
  opcodes: number;
  /** Whether a call was met: text that happens to begin as a pickle has none. */
  hasCalled: boolean;
  /** How many pickles this one is nested in. */
  depth: number;
  /** Reads the bytes of a tensor's storage, which torch.save wrote inside a pickle. */
  readStorage(bytes: Bytes, context: Context): Promise<Value>;
}

const MOST_STATES = 8;
const MOST_TOLD = 4;

// Functions that fetch or open what they are given: judged where a pickle calls them, and let through nowhere else.
const ONLY_CALLED =
  /^(builtins\.getattr|numpy\._?core\._ufunc_reconstruct|torch\.storage\._load_from_bytes)$/;

/** Notes those of the values that something else could call later. */
export function hold(values: readonly Value[], { names }: Context): void {
  for (const value of values)
    if (value instanceof Name && ONLY_CALLED.test(value.text)) names.indirect(`${value.text} as a value`);
}

/** What a call would give: an object, or the value itself of the few functions that only wrap one. */
export function call(callable: Value, args: readonly Value[], context: Context): Value | Promise<Value> {
  context.hasCalled = true;
  if (!(callable instanceof Name)) return unjudged(callable, args, context);
  const [first, ...others] = args;
  switch (callable.text.replace(/^numpy\._core\./, 'numpy.core.')) {
    case 'copyreg._reconstructor': {
      const made = newObject(first ?? null, [], context);
      if (made instanceof Made && others[1] !== undefined && others[1] !== null) made.states.push(others[1]);
      return made;
    }
    case 'copyreg.__newobj__':
      return newObject(first ?? null, others, context);
    case 'numpy.core.multiarray.scalar':
      return scalarOf(args) ?? context.keeper.made(callable, args);
    case 'numpy.core._ufunc_reconstruct':
      return attributeOf(args, context) ?? unjudged(callable, args, context);
    case '_codecs.encode':
      return encoded(args, context) ?? context.keeper.made(callable, args);
    case 'builtins.bytearray':
      return (
        (args.length === 1 && first instanceof Bytes ? first : encoded(args, context)) ??
        context.keeper.made(callable, args)
      );
    case 'builtins.set':
    case 'builtins.frozenset':
    case 'builtins.list':
      return first instanceof List ? first : context.keeper.made(callable, args);
    case 'builtins.getattr':
      return isHarmlessGetattr(args)
        ? context.keeper.made(callable, args)
        : unjudged(callable, args, context);
    case 'functools.partial':
      return first instanceof Name ? context.keeper.made(callable, args) : unjudged(callable, args, context);
    // Their constructors open the file that they are given; no ordinary file calls them.
    case 'lightgbm.basic.Booster':
    case 'xgboost.core.Booster':
      return args.length === 0 ? context.keeper.made(callable, args) : unjudged(callable, args, context);
    case 'torch.storage._load_from_bytes':
      return first instanceof Bytes ? context.readStorage(first, context) : unjudged(callable, args, context);
    default:
      return context.keeper.made(callable, args);
  }
}

/** NEWOBJ: an object of a class, made without its constructor. */
export function newObject(callable: Value, args: readonly Value[], context: Context): Value {
  context.hasCalled = true;
  return callable instanceof Name && !ONLY_CALLED.test(callable.text)
    ? context.keeper.made(callable, args)
    : unjudged(callable, args, context);
}

/** BUILD: `__setstate__` of the object, or its attributes. */
export function buildOn(target: Value, state: Value, context: Context): void {
  const { names } = context;
  hold([state], context);
  if (target instanceof Name) return names.indirect(`${target.text}.__setstate__`);
  if (!(target instanceof Made)) return;
  // What getattr fetched is the class's own: a state changes all objects of the class.
  if (isFetched(target)) return names.indirect('builtins.getattr().__setstate__');
  const fault = buildFault(target, state);
  if (fault !== undefined) names.indirect(fault);
  if (target.states.length >= MOST_STATES) target.states.shift();
  target.states.push(state);
}

/** APPEND, APPENDS and ADDITEMS: to a list or a set, else by the object's own method. */
export function extend(target: Value, items: readonly Value[], context: Context): void {
  hold(items, context);
  if (target instanceof List) append(target, items);
  else if (target instanceof Made) append((target.items ??= new List()), items);
  else if (target instanceof Name) context.names.indirect(`${target.text}.append`);
}

/** SETITEM and SETITEMS: in a dictionary, else by the object's own method. Keys and values alternate. */
export function setEntries(target: Value, alternating: readonly Value[], context: Context): void {
  hold(alternating, context);
  if (target instanceof Dict) setItems(target, alternating);
  else if (target instanceof Made) setItems((target.entries ??= new Dict()), alternating);
  else if (target instanceof Name) context.names.indirect(`${target.text}.__setitem__`);
}

/** A call of what is not a plain name: nobody can tell from a list of names what it does. */
function unjudged(callable: Value, args: readonly Value[], { names, keeper }: Context): Made {
  names.indirect(callable instanceof Name ? `${callable.text}()` : `${told(callable)}.__call__`);
  return keeper.made(callable, args);
}

function isFetched({ callable }: Made): boolean {
  return callable instanceof Name && callable.text === 'builtins.getattr';
}

function told(value: Value): string {
  let depth = 0;
  let inner = value;
  while (inner instanceof Made && depth < MOST_TOLD) {
    inner = inner.callable;
    depth++;
  }
  return `${inner instanceof Name ? inner.text : 'unnamed'}${'()'.repeat(depth)}`;
}

/** numpy's _ufunc_reconstruct fetches any attribute of any module: as if the pickle had named it itself. */
function attributeOf([module, name]: readonly Value[], { names }: Context): Name | undefined {
  return typeof module === 'string' && typeof name === 'string' ? names.name(module, name, 5) : undefined;
}

/** Bytes as protocols up to 2 write them: the text of their characters, and "latin1". */
function encoded([text, encoding]: readonly Value[], { keeper }: Context): Value | undefined {
  if (typeof text !== 'string' || typeof encoding !== 'string' || !/^latin-?1$/.test(encoding))
    return undefined;
  return keeper.bytes(Buffer.from(text, 'latin1'));
}
