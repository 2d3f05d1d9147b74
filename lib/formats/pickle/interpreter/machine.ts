import { type ByteReader } from '../byte-reader.ts';
import { buildOn, call, type Context, hold } from '../calls.ts';
import { readArray } from '../arrays/joblib.ts';
import { isArrayWrapper } from '../arrays/numpy.ts';
import { classOf } from '../tree.ts';
import { MOST_OPCODES } from './limits.ts';
import { Memo } from './memo.ts';
import { ARGUMENT_BYTES, Op } from './opcodes.ts';
import { Operands, size } from './operands.ts';
import { FormatError } from '../../bytes/format-error.ts';
import { Stack } from './stack.ts';
import { DONE, onObjects, onStack, type Outcome, type State } from './stack-opcodes.ts';
import { float, integer, integerOf, rawUnicode, unquoted } from './text.ts';
import { Bytes, Made, type Name, Opaque, Persistent, type Value } from './value.ts';

const LONGEST_INTEGER = 64;

/**
 * Reads one pickle up to its STOP and describes what it would make; calls nothing. Names and calls are noted in the
 * context as they come, so that they are known also where the pickle breaks off behind them.
 *
 * Throws FormatError.
 */
export function interpret(reader: ByteReader, context: Context): Promise<Value> {
  return new Machine(reader, context).run();
}

class Machine {
  readonly #reader: ByteReader;
  readonly #context: Context;
  readonly #stack = new Stack();
  readonly #memo = new Memo();
  readonly #operands: Operands;
  readonly #state: State;
  #protocol = 0;
  /** Where the frame ends that FRAME has begun. */
  #frameEnd = 0;

  constructor(reader: ByteReader, context: Context) {
    this.#reader = reader;
    this.#context = context;
    this.#operands = new Operands(reader, context.keeper, this.#stack);
    const name = (module: string, qualname: string): Name =>
      context.names.name(module, qualname, this.#protocol);
    this.#state = { stack: this.#stack, memo: this.#memo, context, name };
  }

  async run(): Promise<Value> {
    const reader = this.#reader;
    for (;;) {
      if (++this.#context.opcodes > MOST_OPCODES)
        throw new FormatError('too-large', 'it has too many opcodes');
      if (!reader.has(9) && !(await reader.tryNeed(9))) await reader.need(1);
      const op = reader.byte();
      if (op === Op.STOP) return this.#stack.pop();
      const length = ARGUMENT_BYTES[op] ?? 0;
      if (!reader.has(length)) await reader.need(length);
      const waiting = this.#onBytes(op, reader.take(length)) ?? this.#onLine(op) ?? this.#onOthers(op);
      if (waiting !== DONE) await waiting;
    }
  }

  /** Opcodes with an argument of a fixed length, or a value behind its length. */
  #onBytes(op: number, argument: Buffer): Outcome | undefined {
    const { keeper } = this.#context;
    switch (op) {
      case Op.BININT:
        return this.#push(argument.readInt32LE(0));
      case Op.BININT1:
        return this.#push(argument[0]!);
      case Op.BININT2:
        return this.#push(argument.readUInt16LE(0));
      case Op.BINFLOAT:
        return this.#push(argument.readDoubleBE(0));
      case Op.BINGET:
        return this.#push(this.#memo.get(argument[0]!));
      case Op.LONG_BINGET:
        return this.#push(this.#memo.get(argument.readUInt32LE(0)));
      case Op.BINPUT:
        return this.#put(argument[0]!);
      case Op.LONG_BINPUT:
        return this.#put(argument.readUInt32LE(0));
      case Op.PROTO:
        if (argument[0]! > 5)
          throw new FormatError('malformed', `its protocol ${argument[0]} does not exist`);
        this.#protocol = argument[0]!;
        return DONE;
      case Op.FRAME:
        this.#frameEnd = this.#reader.position + size(argument);
        return DONE;
      case Op.EXT1:
      case Op.EXT2:
      case Op.EXT4:
        return this.#push(
          this.#context.names.name('copyreg', `extension ${argument.readUIntLE(0, argument.length)}`, 4),
        );
      case Op.LONG1:
      case Op.LONG4:
        return this.#operands.payload(size(argument), longInteger, () => Opaque.value);
      case Op.SHORT_BINUNICODE:
      case Op.BINUNICODE:
      case Op.BINUNICODE8:
        return this.#operands.payload(
          size(argument),
          (bytes) => bytes.toString('utf8'),
          () => Opaque.value,
        );
      case Op.SHORT_BINSTRING:
      case Op.BINSTRING:
        return this.#operands.payload(
          size(argument),
          (bytes) => bytes.toString('latin1'),
          () => Opaque.value,
        );
      case Op.SHORT_BINBYTES:
      case Op.BINBYTES:
      case Op.BINBYTES8:
      case Op.BYTEARRAY8:
        return this.#operands.payload(
          size(argument),
          (bytes) => keeper.bytes(bytes),
          (length, start) => new Bytes(length, start.toString('latin1')),
        );
      default:
        return undefined;
    }
  }

  /** Opcodes with a line of text: those of protocol 0, GLOBAL and INST. */
  #onLine(op: number): Outcome | undefined {
    switch (op) {
      case Op.INT:
      case Op.LONG:
        return this.#operands.line((line) => this.#push(valid(integer(line, op === Op.LONG), line)));
      case Op.FLOAT:
        return this.#operands.line((line) => this.#push(valid(float(line), line)));
      case Op.STRING:
        return this.#operands.line((line) => this.#push(valid(unquoted(line.trim()), line)));
      case Op.UNICODE:
        return this.#operands.line((line) => this.#push(rawUnicode(line)));
      case Op.PERSID:
        return this.#operands.line((line) => this.#push(new Persistent(line)));
      case Op.GET:
        return this.#operands.line((line) => this.#push(this.#memo.get(index(line))));
      case Op.PUT:
        return this.#operands.line((line) => this.#put(index(line)));
      case Op.GLOBAL:
        return this.#operands.line((module) =>
          this.#operands.line((name) => this.#push(this.#state.name(utf8(module), utf8(name)))),
        );
      case Op.INST:
        return this.#operands.line((module) =>
          this.#operands.line((name) => {
            const args = this.#stack.popMark();
            hold(args, this.#context);
            return this.#pushLater(call(this.#state.name(utf8(module), utf8(name)), args, this.#context));
          }),
        );
      default:
        return undefined;
    }
  }

  #onOthers(op: number): Outcome {
    if (op === Op.BUILD) return this.#build();
    const outcome = onStack(op, this.#state) ?? onObjects(op, this.#state);
    if (outcome === undefined) throw new FormatError('malformed', `it has no opcode 0x${op.toString(16)}`);
    return outcome;
  }

  /** Sets the state of an object. Behind a wrapper of joblib stands its array, which takes the wrapper's place. */
  #build(): Outcome {
    const state = this.#stack.pop();
    const made = this.#stack.top();
    buildOn(made, state, this.#context);
    if (!this.#context.isJoblib || !(made instanceof Made)) return DONE;
    if (!isArrayWrapper(classOf(made)?.text ?? '')) return DONE;
    if (this.#reader.position < this.#frameEnd)
      throw new FormatError('malformed', 'an array of joblib lies in the middle of a frame');
    return readArray(made, this.#reader, this.#context, interpret);
  }

  #push(value: Value): Outcome {
    this.#stack.push(value);
    return DONE;
  }

  #pushLater(value: Value | Promise<Value>): Outcome {
    return value instanceof Promise ? value.then((made) => this.#stack.push(made)) : this.#push(value);
  }

  #put(index: number): Outcome {
    this.#memo.put(index, this.#stack.top());
    return DONE;
  }
}

function longInteger(bytes: Buffer): Value {
  return bytes.length > LONGEST_INTEGER ? Opaque.value : integerOf(bytes);
}

function utf8(line: string): string {
  return Buffer.from(line, 'latin1').toString('utf8');
}

function index(line: string): number {
  if (!/^\s*\d{1,10}\s*$/.test(line))
    throw new FormatError('malformed', 'it has a number of its memo that is none');
  return Number(line);
}

function valid<T>(value: T | undefined, line: string): T {
  if (value === undefined)
    throw new FormatError(
      'malformed',
      `it has ${JSON.stringify(line.slice(0, 40))} where no such text can be`,
    );
  return value;
}
