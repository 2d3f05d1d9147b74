import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../bin/parse.ts';
import { commands, mainCommand } from '../../../lib/commands/commands.ts';
import { UserError } from '../../../lib/errors.ts';
import type { FlagName } from '../../../lib/interview/answers.ts';
import { runFlags } from '../../../lib/interview/flags.ts';
import { interviewQuestions } from '../../../lib/interview/questions.ts';
import { questionsFor, typedFlags } from '../../../lib/interview/typed-flags.ts';
import { flagFrom } from '../../../lib/layers/questions.ts';
import { foundOptions, typedEnv } from '../../../generators/options.ts';

const parse = (...args: string[]) => typedFlags(parseCommandLine(args, mainCommand).found, mainCommand.flags);

function refused(...args: string[]): string {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof UserError) return error.text();
  }
  throw new Error(`${args.join(' ')} was not refused`);
}

describe('flags', () => {
  it('are typed by the table of questions', () => {
    expect(parse('--port', '9000', '--with=compose,github', '--yes', '--base-image', 'node:24')).toEqual({
      port: 9000,
      with: ['compose', 'github'],
      yes: true,
      baseImage: 'node:24',
    });
  });

  it('take "none" for no layers', () => expect(parse('--with', 'none')).toEqual({ with: [] }));

  it('that nobody knows are refused with the nearest one', () => {
    expect(refused('--prot', '80')).toContain('did you mean --port?');
    expect(refused('--prot', '80')).toContain('--prot is not a flag');
  });

  it('that are near to nothing name the help', () => expect(refused('--quux-flux')).toContain('--help'));

  it('that lack their value are refused, also before another flag', () => {
    expect(refused('--port')).toContain('--port N');
    const text = refused('--model', '--yes');
    expect(text).toContain('--model FILE');
  });

  it('that take no value are refused with one', () =>
    expect(refused('--yes=maybe')).toContain('--yes alone'));

  it('that are no questions are checked, too', () => {
    expect(refused('--engine', 'rkt')).toContain('docker or podman');
  });

  it('are refused all at once', () => {
    const text = refused('--prot', '80', '--nmae=x');
    expect(text).toContain('--port');
    expect(text).toContain('--name');
  });
});

describe('a flag that is given several times', () => {
  const run = commands.find(({ name }) => name === 'run')!;
  const parseRun = (...args: string[]) => typedFlags(parseCommandLine(args, run).found, run.flags);

  it('counts as often as it is given, where it is repeatable', () => {
    expect(parseRun('--env', 'A=1', '--env=B=2,3')).toEqual({ env: ['A=1', 'B=2,3'] });
    expect(parseRun('--env', 'A=1')).toEqual({ env: ['A=1'] });
  });

  it('counts once elsewhere, the last one, as in a shell', () => {
    expect(parseRun('--host-port', '1', '--host-port', '2', '--yes', '--yes')).toEqual({
      hostPort: 2,
      yes: true,
    });
  });

  it('needs a value wherever one of them does, and each is checked', () => {
    expect(() => parseRun('--env', '--env', 'A=1')).toThrow('--env needs a value');
    expect(() => parseRun('--env', 'A=1', '--env', 'PORT=1')).toThrow('--env: PORT stays');
  });

  it('is found in a command line of yo, where Yeoman hides --env', () => {
    expect(typedEnv(['ml-docker:run', '--env', 'A=1', '--cpus', '1', '--env=B=2'])).toEqual(['A=1', 'B=2']);
    expect(typedEnv(['ml-docker:run'])).toEqual([]);
    expect(foundOptions({ cpus: [1, 2] }, [])).toEqual({ cpus: ['1', '2'] });
  });
});

describe("Yeoman's options", () => {
  it('give the flags that somebody typed, and nothing of its own', () => {
    const options = {
      _: [],
      env: {},
      skipInstall: true,
      'skip-install': true,
      baseImage: 'node:24',
      'base-image': 'node:24',
      port: 8000,
      askAnswered: false,
      namespace: 'ml-docker:app',
      prot: 80,
      directory: 'x',
    };
    expect(foundOptions(options, ['directory'])).toEqual({
      'skip-install': true,
      'base-image': 'node:24',
      port: '8000',
      prot: '80',
    });
  });
});

describe('the table of flags', () => {
  it('has every flag that a command takes, and no misspelt one compiles', () => {
    const used = commands.flatMap(({ flags }) => flags);
    expect(questionsFor(used).map((question) => question?.flag)).toEqual(used);
    // @ts-expect-error: it is --dry-run.
    const misspelt: FlagName = 'dryrun';
    expect(questionsFor([misspelt])).toEqual([undefined]);
  });

  it('names each flag as its key is called', () => {
    for (const { name, flag } of [...interviewQuestions, ...runFlags]) expect(flagFrom(name)).toBe(flag);
  });
});
