import { interruptible } from '../container/engine/interrupt.ts';
import { examine, type Examined } from '../container/preflight/preflight.ts';
import { counted } from '../io/text.ts';
import type { Io } from '../io/io.ts';
import { findProject } from '../project/project.ts';
import { lineWidth, wrap } from '../io/wrap.ts';
import { subjectOf } from './preflight-subject.ts';

export interface DoctorOptions {
  /** Absolute; where it holds a project, that is looked at as well. */
  directory: string;
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string;
}

/** One check, as `--json` prints it. */
export interface Diagnosis {
  check: string;
  status: 'ok' | 'notice' | 'problem';
  what: string;
  /** The kind of problem, as docs/errors.md lists it. */
  code?: string;
  where?: string;
  details?: string[];
  /** What to type or to do about it. */
  next?: string[];
}

export interface DoctorResult {
  /** The name of the project that was looked at; absent outside of one. */
  project?: string;
  checks: Diagnosis[];
  /** Checks that could not be made, because no engine answers. */
  unmade: string[];
  problems: number;
  notices: number;
}

/**
 * `ml-docker doctor`: whether this machine can build and run, and in a project whether that one can be. Nothing is
 * changed. What is wrong is part of the result, never an error.
 */
export async function doctor({ directory, engine }: DoctorOptions, io: Io): Promise<DoctorResult> {
  const project = await findProject(directory);
  const subject = { engine, ...(project && { project: await subjectOf(project) }) };
  const { examineCluster } = await import('../cluster/examine.ts');
  const { examined, unmade, cluster } = await interruptible(async (signal) => {
    const [found, cluster] = await Promise.all([examine(subject, signal), examineCluster(directory, signal)]);
    return { ...found, cluster };
  });
  const checks = [...examined.map(diagnosis), ...(cluster ? [{ check: 'cluster', ...cluster }] : [])];
  const count = (wanted: string): number => checks.filter(({ status }) => status === wanted).length;
  const result = {
    ...(project && { project: project.answers.name }),
    checks,
    unmade,
    problems: count('problem'),
    notices: count('notice'),
  };
  for (const check of checks) {
    const [head, ...rest] = linesFor(check);
    io.say(marked(head!, check.status, io));
    for (const line of rest) io.say(line);
  }
  io.say('');
  io.say(summary(result));
  return result;
}

function diagnosis(examined: Examined): Diagnosis {
  if (examined.status !== 'problem') return examined;
  const { check, status, error } = examined;
  const { code, message: what, where, details, next } = error;
  return { check, status, what, code, ...(where && { where }), ...(details.length > 0 && { details }), next };
}

const STATUS_WIDTH = 9;
const CHECK_WIDTH = 12;

function linesFor({ check, status, what, where, details = [], next = [] }: Diagnosis): string[] {
  const under = ' '.repeat(STATUS_WIDTH + CHECK_WIDTH);
  const head = status.padEnd(STATUS_WIDTH) + check.padEnd(CHECK_WIDTH);
  const room = lineWidth();
  return [
    ...wrap(what.split(' '), room, head, under),
    ...(where === undefined ? [] : [`${under}in: ${where}`]),
    ...details.map((line) => `${under}${line}`),
    // As it is to be typed, so never broken.
    ...next.map((line, i) => `${under}${i === 0 ? 'next: ' : '      '}${line}`),
  ];
}

const COLOURS = { ok: 'green', notice: 'yellow', problem: 'red' } as const;

/** A line whose first word is the status, in its colour. */
function marked(line: string, status: Diagnosis['status'], io: Io): string {
  return `${io.colour?.(COLOURS[status], status) ?? status}${line.slice(status.length)}`;
}

function summary({ project, checks, unmade, problems, notices }: DoctorResult): string {
  const found = [
    `${checks.length - problems - notices} ok`,
    ...(notices > 0 ? [counted(notices, 'notice')] : []),
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
  ].join(', ');
  const without = unmade.length === 0 ? '' : `; not checked without an engine: ${unmade.join(', ')}`;
  const about = project === undefined ? '; in a project, that is checked as well' : ` for ${project}`;
  return `${counted(checks.length, 'check')}${about}: ${found}${without}`;
}
