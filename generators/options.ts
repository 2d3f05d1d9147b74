import { parseArgs } from 'node:util';

/** What Yeoman itself, its environment and the `yo` command put among a generator's options. */
const OF_YEOMAN = new Set([
  '_',
  '_meta',
  'ask-answered',
  'bail',
  'color',
  'cwd',
  'debug',
  'destination-root',
  'env',
  'force-install',
  'forward-error-to-environment',
  'generators',
  'help',
  'ignore-whitespace',
  'initial-generator',
  'insight',
  'local-only',
  'log-cwd',
  'namespace',
  'resolved',
  'shared-data',
  'shared-fs',
  'shared-options',
  'skip-cache',
  'skip-check-env',
  'skip-local-cache',
  'skip-parse-options',
  'skip-yo-resolve',
  'version',
]);

/**
 * The flags that somebody typed, by their names on the command line: `yo` gives each in both spellings.
 * @param positionals  arguments that Yeoman repeats among the options
 */
export function foundOptions(
  options: Record<string, unknown>,
  positionals: string[],
): Record<string, unknown> {
  const found = Object.entries(options)
    .map(([key, value]) => [key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`), value] as const)
    .filter(
      ([flag, value]) =>
        value !== undefined && value !== false && !OF_YEOMAN.has(flag) && !positionals.includes(flag),
    );
  return Object.fromEntries(found.map(([flag, value]) => [flag, textOf(value)]));
}

/** A list is a flag that was given several times. */
function textOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textOf);
  return value === true ? true : String(value);
}

/**
 * Each `--env KEY=VALUE` of a command line. Among a generator's options `env` is Yeoman's environment, which takes the
 * place of what was typed.
 */
export function typedEnv(argv: string[]): unknown[] {
  const options = { env: { type: 'string', multiple: true } } as const;
  return parseArgs({ args: argv, options, strict: false }).values.env ?? [];
}
