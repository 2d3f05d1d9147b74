import { damage } from '../known.ts';
import { type Problem, source } from '../reading.ts';
import type { Reading } from '../source.ts';
import type { ByteReader } from './byte-reader.ts';
import type { Context } from './calls.ts';
import { describe } from './description/describe.ts';
import { asTrusted, callProblems, isLifted, judged } from './judge.ts';
import { Keeper } from './interpreter/keeper.ts';
import { MOST_IN_A_ROW } from './interpreter/limits.ts';
import { interpret } from './interpreter/machine.ts';
import { Names } from './names.ts';
import { Op } from './interpreter/opcodes.ts';
import { readStorage } from './torch-storage.ts';
import type { Value } from './interpreter/value.ts';

/** What the pickles of a file gave, and why reading them ended early. */
export interface Pickles {
  /** What stands for the model. */
  root?: Value;
  fault?: Problem;
}

/** The first pickle and those behind it. */
export type ReadPickles = (reader: ByteReader, context: Context) => Promise<Pickles>;

/** A reading, and whether it is of a pickle at all. */
export interface Recognised {
  reading: Reading;
  isPickle: boolean;
}

/**
 * What pickles say of the model in them, however they lie in their file.
 *
 * @param formatOf  is told what they name
 * @param read      which of them is the model; the first one, where nothing else is said
 */
export async function readingOf(
  reader: ByteReader,
  formatOf: (names: Names) => string,
  read?: ReadPickles,
): Promise<Reading> {
  return (await recognise(reader, formatOf, { ...(read && { read }) })).reading;
}

/**
 * As `readingOf`. A pickle begins with its protocol; one of protocol 0 or 1, which has none, ends with STOP at its end,
 * or has called something before it breaks off.
 */
export async function recognise(
  reader: ByteReader,
  formatOf: (names: Names) => string,
  { read = inARow, isJoblib = true }: { read?: ReadPickles; isJoblib?: boolean } = {},
): Promise<Recognised> {
  const context: Context = {
    names: new Names(),
    keeper: new Keeper(),
    isJoblib,
    opcodes: 0,
    hasCalled: false,
    depth: 0,
    readStorage,
  };
  const startsAsOne = await beginsWithProtocol(reader);
  const { root, fault } = await read(reader, context);
  const isWhole = root !== undefined && !(await goesOn(reader));
  return {
    reading: readingFrom(formatOf(context.names), context.names, root, fault),
    isPickle: startsAsOne || context.hasCalled || isWhole,
  };
}

async function beginsWithProtocol(reader: ByteReader): Promise<boolean> {
  try {
    await reader.tryNeed(2);
  } catch (error) {
    damage(error);
  }
  const [first, protocol] = reader.peek(2);
  return first === Op.PROTO && protocol !== undefined && protocol <= 5;
}

/** The judgement of what was read: refused for what it calls, for a fault of the file, for what the model is. */
export function readingFrom(format: string, names: Names, root?: Value, fault?: Problem): Reading {
  const calls = judged(names);
  const { convertible = null, problems = [], ...model } = root === undefined ? {} : describe(root);
  const unknown = callProblems(calls.unknownCalls);
  const refusals = [...unknown, ...(fault ? [fault] : [])];
  // What is no model because its call is refused needs no second reason.
  const others = refusals.length > 0 ? problems.filter(({ code }) => code !== 'model-is-data') : problems;
  const left = refusals.filter((problem) => !isLifted(problem));
  return {
    source: source(format, { ...model, ...calls }),
    convertible: refusals.length > 0 ? false : convertible,
    problems: [...refusals, ...others],
    ...(left.length < refusals.length && {
      trusted: {
        // Nobody here has tried what the unknown names give.
        convertible: left.length > 0 || convertible === false ? false : null,
        problems: [
          ...unknown.filter(isLifted).map(asTrusted),
          ...left,
          ...(left.length > 0 ? others : problems),
        ],
      },
    }),
  };
}

/**
 * The first pickle. Those behind it are looked at as well, as long as they are pickles: who opens the file twice runs
 * them. What is no pickle behind the first one harms nobody.
 */
async function inARow(reader: ByteReader, context: Context): Promise<Pickles> {
  const first = await one(reader, context);
  if (first.fault !== undefined) return first;
  for (let number = 1; number < MOST_IN_A_ROW; number++) {
    const next = (await goesOn(reader)) ? await one(reader, context) : { fault: undefined };
    if (!('root' in next)) break;
  }
  return first;
}

/** One pickle; the fault of the file where it breaks off. */
export async function one(reader: ByteReader, context: Context): Promise<Pickles> {
  try {
    return { root: await interpret(reader, context) };
  } catch (error) {
    return { fault: damage(error) };
  }
}

/** A file that is compressed may break off behind its first pickle. */
async function goesOn(reader: ByteReader): Promise<boolean> {
  try {
    return await reader.tryNeed(1);
  } catch (error) {
    damage(error);
    return false;
  }
}
