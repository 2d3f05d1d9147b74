import { parseArgs } from 'node:util';
import type { Command } from '../lib/commands/command.ts';
import { UserError } from '../lib/errors.ts';
import type { Question } from '../lib/interview/questions.ts';
import { questionsFor } from '../lib/interview/typed-flags.ts';

export interface CommandLine {
  /** Flag → its text; `true` for a switch, and where a value is lacking; a list where it stands there several times. */
  found: Record<string, unknown>;
  positionals: string[];
}

/**
 * Takes a command line apart. Nothing is refused here: both doors refuse by the same table.
 * @param more  questions of layers, whose flags count as well
 */
export function parseCommandLine(args: string[], command: Command, more: Question[] = []): CommandLine {
  const questions = [...questionsFor(command.flags), ...more];
  const options = Object.fromEntries(
    questions.map(({ flag, argument }) => [
      flag,
      { type: argument === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens, positionals } = parseArgs({
    args,
    options: { ...options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    strict: false,
    tokens: true,
  });
  const found: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    // `--port --yes`: the next flag is not a value.
    const isNextFlag = token.value?.startsWith('--') === true && token.inlineValue === false;
    const value = isNextFlag ? true : (token.value ?? true);
    found[token.name] = token.name in found ? [found[token.name], value].flat() : value;
    if (isNextFlag) found[token.value.slice(2).split('=')[0]!] ??= true;
  }
  return { found, positionals };
}

/** @throws UserError  where more stands beside the flags than the command takes */
export function checkPositionals(positionals: string[], { name, positionals: taken }: Command): void {
  if (positionals.length <= taken.length || taken.at(-1)?.includes('…') === true) return;
  throw new UserError({
    code: 'argument',
    what: `Unexpected argument: "${positionals.slice(taken.length).join(' ')}"`,
    next: `see: ml-docker ${name === 'app' ? '' : `${name} `}--help`,
  });
}
