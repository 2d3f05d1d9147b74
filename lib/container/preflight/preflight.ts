import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import type { Engine } from '../engine/engine.ts';
import {
  surroundings,
  type Check,
  type Finding,
  type Purpose,
  type Subject,
  type Surroundings,
} from './check.ts';
import { checks } from './checks.ts';
import { clientCheck, engineCheck } from './engine.ts';

/** One check with what came of it. */
export type Examined = { check: string } & (Finding | { status: 'problem'; error: UserError });

/**
 * All that can be looked at before a command starts, at once. Notices are said; of several problems, the first one
 * is told in full and the others in a line each.
 * @returns the engine that is to be used
 * @throws UserError  (exit 1) where something stands in the way
 */
export async function preflight(
  purpose: Exclude<Purpose, 'doctor'>,
  subject: Subject,
  io: Io,
  signal?: AbortSignal,
): Promise<Engine> {
  const around = surroundings(purpose, subject, signal);
  const { examined } = await examineAll(around);
  const problems = examined.flatMap((one) => (one.status === 'problem' ? [one.error] : []));
  if (problems.length > 0) throw together(problems);
  for (const one of examined) {
    if (one.status !== 'notice') continue;
    io.say(`notice: ${one.what}`);
    for (const line of one.next ?? []) io.say(`  ${line}`);
  }
  return around.findEngine();
}

/** What `ml-docker doctor` shows: every check, and the names of those that could not be made without an engine. */
export function examine(
  subject: Subject,
  signal?: AbortSignal,
): Promise<{ examined: Examined[]; unmade: string[] }> {
  return examineAll(surroundings('doctor', subject, signal));
}

async function examineAll(around: Surroundings): Promise<{ examined: Examined[]; unmade: string[] }> {
  const wanted = checks.filter(
    ({ purposes, needsProject }) =>
      purposes.includes(around.purpose) && (needsProject !== true || around.project !== undefined),
  );
  const isFirst = (check: Check): boolean => check === clientCheck || check === engineCheck;
  const rest = wanted.filter((check) => !isFirst(check));
  const examined: Examined[] = [];
  for (const check of wanted.filter(isFirst)) {
    const one = await examineOne(check, around);
    examined.push(one);
    if (one.status === 'problem') return { examined, unmade: rest.map(({ name }) => name) };
  }
  examined.push(...(await Promise.all(rest.map((check) => examineOne(check, around)))));
  return { examined, unmade: [] };
}

async function examineOne(check: Check, around: Surroundings): Promise<Examined> {
  try {
    return { check: check.name, ...(await check.run(around)) };
  } catch (error) {
    if (error instanceof UserError) return { check: check.name, status: 'problem', error };
    throw error;
  }
}

function together([first, ...others]: UserError[]): UserError {
  const { code, message: what, where, details, next, exitCode } = first!;
  return new UserError({
    code,
    what,
    ...(where !== undefined && { where }),
    details: [...details, ...others.map((other) => `and: ${other.message}`)],
    next: others.length === 0 ? next : [...next, 'see all of it: ml-docker doctor'],
    exitCode,
  });
}
