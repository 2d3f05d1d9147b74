import { UserError } from '../../errors.ts';
import { variable } from '../values/settings.ts';

/** What can be said to `docker run` beside name and ports, in Docker's own words. */
export interface RunOptions {
  /** `512m`, `1g` */
  memory?: string;
  /** Processors: `0.5`, `2`. */
  cpus?: string;
  /** `KEY=VALUE`, or `KEY` for a variable of this process. */
  env?: string[];
  /** no, always, unless-stopped, on-failure[:N] */
  restart?: string;
}

/** The flags for `docker run`, and variables that reach it by its own environment and not on its command line. */
export interface RunArguments {
  args: string[];
  env: Record<string, string>;
}

/** A value behind such a name is never printed; whoever lists the processes does not see it either. */
const SECRET = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL/i;

export function runArguments({ memory, cpus, env = [], restart }: RunOptions): RunArguments {
  const variables = env.map(variable);
  const byName = variables.filter(({ name, value }) => value !== undefined && SECRET.test(name));
  return {
    args: [
      ...(memory === undefined ? [] : ['--memory', memory]),
      ...(cpus === undefined ? [] : ['--cpus', cpus]),
      ...(restart === undefined ? [] : ['--restart', restart]),
      ...variables.flatMap(({ name, value }) => [
        '-e',
        value === undefined || SECRET.test(name) ? name : `${name}=${value}`,
      ]),
    ],
    env: Object.fromEntries(byName.map(({ name, value }) => [name, value!])),
  };
}

/** What a variable is in the container: as given, or as in this process; undefined where it is not set. */
export function valueIn(env: string[], wanted: string, environment = process.env): string | undefined {
  const last = env.map(variable).findLast(({ name }) => name === wanted);
  return last && (last.value ?? environment[wanted]);
}

/** @throws UserError  (exit 2) for flags of `run` that cannot be used together */
export function checkTogether({ attach = false, detach = false, json = false, restart }: Together): void {
  const others = [
    ...(detach ? ['--detach'] : []),
    ...(json ? ['--json'] : []),
    ...(restart === undefined || restart === 'no' ? [] : ['--restart']),
  ];
  if (!attach || others.length === 0) return;
  throw new UserError({
    code: 'flags-exclude',
    what: `--attach and ${others[0]} cannot be used together`,
    next: 'leave one of them out: with --attach the log is shown, and Ctrl-C ends the container',
  });
}

export interface Together {
  attach?: boolean;
  detach?: boolean;
  json?: boolean;
  restart?: string;
}
