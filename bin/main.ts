import { commands, mainCommand } from '../lib/commands/commands.ts';
import { UserError } from '../lib/errors.ts';
import { errorText } from '../lib/io/error-text.ts';
import { colouredError } from '../lib/io/colour.ts';
import { lineWidth } from '../lib/io/wrap.ts';
import { asInvoked } from '../lib/io/shell.ts';
import { sourceStack } from '../lib/io/source-stack.ts';
import { isStop, stopLine } from '../lib/io/stop.ts';
import { typedFlags } from '../lib/interview/typed-flags.ts';
import { helpText } from '../lib/commands/help.ts';
import { version } from '../lib/package.ts';
import { checkPositionals, parseCommandLine } from './parse.ts';
import { terminalAndDisk } from './disk.ts';

/** Runs one command line and returns the exit code: 0, 1 a step failed, 2 bad answers, 130 Ctrl-C. */
async function run(args: string[]): Promise<number> {
  const named = commands.find(({ name }) => name === args[0] && name !== mainCommand.name);
  const command = named ?? mainCommand;
  const typed = named === undefined ? args : args.slice(1);
  const cwd = process.cwd();
  const line = parseCommandLine(typed, command);
  const more = (await command.moreQuestions?.({ cwd, ...line })) ?? [];
  const { found, positionals } = more.length === 0 ? line : parseCommandLine(typed, command, more);
  const isHelp = found.help === true || (named === undefined && args[0] === 'help');
  if (isHelp) return print(helpText(command, named === undefined ? commands.slice(1) : [], more));
  if (found.version === true) return print(version);
  const flags = typedFlags(found, command.flags, more);
  checkPositionals(positionals, command);
  const io = terminalAndDisk(flags);
  const result = await command.execute({ cwd, positionals, flags }, io);
  if (flags.json === true) await printJson(result);
  return command.exitCode?.(result) ?? 0;
}

/** Loaded when it is needed, so that `--help` is quick. */
async function printJson(result: unknown): Promise<void> {
  const { formatJson } = await import('../lib/json.ts');
  process.stdout.write(formatJson(result));
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UserError) {
    const text = asInvoked(errorText(error, process.stderr.isTTY ? lineWidth(process.stderr) : Infinity));
    process.stderr.write(`${colouredError(text, process.stderr)}\n`);
    return error.exitCode;
  }
  if (isStop(error)) {
    process.stderr.write(`${asInvoked(stopLine(error))}\n`);
    return 130;
  }
  process.stderr.write(`${error instanceof Error ? sourceStack(error) : String(error)}\n`);
  return 1;
}

process.exitCode = await run(process.argv.slice(2)).catch(exitCodeOf);
