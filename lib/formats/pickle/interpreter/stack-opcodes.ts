import { call, type Context, hold, extend, newObject, setEntries } from '../calls.ts';
import type { Memo } from './memo.ts';
import { Op } from './opcodes.ts';
import { FormatError } from '../../bytes/format-error.ts';
import type { Stack } from './stack.ts';
import { Dict, List, Name, Opaque, Persistent, Tuple, type Value } from './value.ts';

/** What an opcode leaves behind: nothing more to do, or something to wait for. */
export type Outcome = typeof DONE | Promise<void>;
export const DONE = true;

/** Of one pickle, while it is read. */
export interface State {
  stack: Stack;
  memo: Memo;
  context: Context;
  name(module: string, qualname: string): Name;
}

const NO_ARGS: readonly Value[] = [];

/** Opcodes without an argument: they make constants and containers of what lies on the stack. */
export function onStack(op: number, state: State): Outcome | undefined {
  const { stack, memo, context } = state;
  const { keeper } = context;
  const tuple = (items: Value[]): Outcome => {
    hold(items, context);
    return pushed(stack, keeper.tuple(items));
  };
  const filled = (container: List | Dict | Opaque, values: Value[]): Outcome => {
    if (container instanceof Dict) setEntries(container, values, context);
    else extend(container, values, context);
    return pushed(stack, container);
  };
  switch (op) {
    case Op.MEMOIZE:
      memo.memoize(stack.top());
      return DONE;
    case Op.MARK:
      stack.mark();
      return DONE;
    case Op.POP:
      stack.drop();
      return DONE;
    case Op.POP_MARK:
      stack.popMark();
      return DONE;
    case Op.DUP:
      return pushed(stack, stack.top());
    case Op.NONE:
      return pushed(stack, null);
    case Op.NEWTRUE:
      return pushed(stack, true);
    case Op.NEWFALSE:
      return pushed(stack, false);
    case Op.EMPTY_TUPLE:
      return tuple([]);
    case Op.TUPLE1:
      return tuple(popped(stack, 1));
    case Op.TUPLE2:
      return tuple(popped(stack, 2));
    case Op.TUPLE3:
      return tuple(popped(stack, 3));
    case Op.TUPLE:
      return tuple(stack.popMark());
    case Op.EMPTY_LIST:
    case Op.EMPTY_SET:
      return pushed(stack, keeper.list());
    case Op.EMPTY_DICT:
      return pushed(stack, keeper.dict());
    case Op.LIST:
    case Op.FROZENSET:
      return filled(keeper.list(), stack.popMark());
    case Op.DICT:
      return filled(keeper.dict(), stack.popMark());
    default:
      return undefined;
  }
}

/** Opcodes without an argument that change, name or call something. */
export function onObjects(op: number, state: State): Outcome | undefined {
  const { stack, context } = state;
  switch (op) {
    case Op.APPEND: {
      const items = popped(stack, 1);
      extend(stack.top(), items, context);
      return DONE;
    }
    case Op.APPENDS:
    case Op.ADDITEMS: {
      const items = stack.popMark();
      extend(stack.top(), items, context);
      return DONE;
    }
    case Op.SETITEM: {
      const entry = popped(stack, 2);
      setEntries(stack.top(), entry, context);
      return DONE;
    }
    case Op.SETITEMS: {
      const alternating = stack.popMark();
      setEntries(stack.top(), alternating, context);
      return DONE;
    }
    case Op.STACK_GLOBAL:
      return pushed(stack, named(state));
    case Op.REDUCE: {
      const [callable, args] = popped(stack, 2);
      return pushedLater(stack, call(callable!, argumentsOf(args!), context));
    }
    case Op.NEWOBJ: {
      const [callable, args] = popped(stack, 2);
      return pushed(stack, newObject(callable!, argumentsOf(args!), context));
    }
    case Op.NEWOBJ_EX: {
      const [callable, args] = popped(stack, 3);
      return pushed(stack, newObject(callable!, argumentsOf(args!), context));
    }
    case Op.OBJ: {
      const [callable, ...args] = stack.popMark();
      if (callable === undefined) throw new FormatError('malformed', 'it makes an object of no class');
      hold(args, context);
      return pushedLater(stack, call(callable, args, context));
    }
    case Op.BINPERSID:
      return pushed(stack, persistent(stack.pop()));
    case Op.NEXT_BUFFER:
      return pushed(stack, Opaque.value);
    case Op.READONLY_BUFFER:
      return DONE;
    default:
      return undefined;
  }
}

/** torch.save before 1.6 names a class by its source, too: the class stands second. */
function persistent(id: Value): Value {
  const [kind, name] = id instanceof Tuple ? id.items : [];
  return kind === 'module' && name instanceof Name ? name : new Persistent(id);
}

function named({ stack, name }: State): Name {
  const [module, qualname] = popped(stack, 2);
  if (typeof module === 'string' && typeof qualname === 'string') return name(module, qualname);
  const isCut = module === Opaque.value || qualname === Opaque.value;
  throw new FormatError(isCut ? 'too-large' : 'malformed', 'it names something by what is not text');
}

/** The arguments of a call; none where the tuple was not kept. */
function argumentsOf(args: Value): readonly Value[] {
  return args instanceof Tuple ? args.items : NO_ARGS;
}

/** The topmost values, the lowest first. */
function popped(stack: Stack, count: number): Value[] {
  const values: Value[] = [];
  for (let i = 0; i < count; i++) values.push(stack.pop());
  return values.reverse();
}

function pushed(stack: Stack, value: Value): Outcome {
  stack.push(value);
  return DONE;
}

function pushedLater(stack: Stack, value: Value | Promise<Value>): Outcome {
  return value instanceof Promise ? value.then((made) => stack.push(made)) : pushed(stack, value);
}
