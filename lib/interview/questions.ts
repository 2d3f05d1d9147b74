import path from 'node:path';
import { checkLayers } from './layer-names.ts';
import { checkBaseImage, DEFAULT_BASE_IMAGE } from './base-image.ts';
import { checkModel, modelChoices } from './model-file.ts';
import { checkName, nearestName } from './name.ts';
import { checkPort } from './port.ts';
import type { Answers, Flags } from './answers.ts';
import type { Prompt } from './prompt.ts';
import { isSample } from './samples.ts';

/** What a default or a check may look at. */
export interface Context {
  /** The folder that relative paths start from. */
  cwd: string;
  /** The folder named on the command line, if any. */
  directory?: string;
  /** The answers so far. */
  answers: Partial<Answers>;
}

/** One entry of the table: prompts, flags, `--help`, .yo-rc.json, docs and validation all come from it. */
export interface Question<T = unknown> {
  /** The key among the answers. */
  name: keyof Flags;
  flag: string;
  /** What stands behind the flag; absent for a switch. */
  argument?: string;
  help: string;
  /** The default in words, for `--help` and the docs. */
  defaultText?: string;
  /** Kept in .yo-rc.json. */
  kept?: boolean;
  parse?: (text: string) => T;
  /** `true`, or what is wrong and what to type instead; throws a UserError where one sentence is not enough. */
  check?: (value: T, context: Context) => true | string | Promise<true | string>;
  /** The answer where nobody is asked. */
  default?: (context: Context) => T;
  /** How it is asked; absent for what comes by flag only. */
  prompt?: (context: Context) => Pick<Prompt<T>, 'type' | 'message' | 'source' | 'choices'>;
}

const number = (text: string): number => (/^\d+$/.test(text) ? Number(text) : NaN);
const list = (text: string): string[] =>
  text === 'none'
    ? []
    : text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');

/** A valid name from the directory, else from the model. */
function nameFrom({ cwd, directory, answers }: Context): string {
  if (directory !== undefined) return nearestName(path.basename(path.resolve(cwd, directory)));
  const model = answers.model ?? 'model';
  return nearestName(isSample(model) ? `${model.split(':')[1]}api` : path.parse(model).name);
}

/** The interview, in its order. */
export const interviewQuestions: Question[] = [
  {
    name: 'model',
    flag: 'model',
    argument: 'FILE',
    help: 'an ONNX file, or sample:NAME for a bundled one',
    defaultText: 'sample:iris with --yes',
    kept: true,
    default: () => 'sample:iris',
    check: checkModel,
    prompt: ({ cwd }) => ({
      type: 'search',
      message: 'Which model? (a path, Tab completes it; or a sample)',
      source: (term) => modelChoices(cwd, term ?? ''),
    }),
  } satisfies Question<string> as Question,
  {
    name: 'name',
    flag: 'name',
    argument: 'NAME',
    help: 'name of the API: the image (NAME:latest), the container, and the model in URLs',
    defaultText: 'from directory, else model file',
    kept: true,
    default: nameFrom,
    check: checkName,
    prompt: () => ({ type: 'input', message: 'Name of the API? (image, container, URL)' }),
  } satisfies Question<string> as Question,
  {
    name: 'port',
    flag: 'port',
    argument: 'N',
    help: 'the port on the host and in the container',
    defaultText: '8000',
    kept: true,
    parse: number,
    default: () => 8000,
    check: checkPort,
    prompt: () => ({ type: 'number', message: 'Which port?' }),
  } satisfies Question<number> as Question,
  {
    name: 'baseImage',
    flag: 'base-image',
    argument: 'REF',
    help: "what the Dockerfile's last stage starts FROM; needs glibc and Node >= 22.18",
    defaultText: DEFAULT_BASE_IMAGE,
    kept: true,
    default: () => DEFAULT_BASE_IMAGE,
    check: checkBaseImage,
    prompt: () => ({ type: 'input', message: 'Base image? (FROM)' }),
  } satisfies Question<string> as Question,
  {
    name: 'with',
    flag: 'with',
    argument: 'LIST',
    help: 'extra layers, comma-separated; replaces the default; "none" for none',
    defaultText: 'compose',
    kept: true,
    parse: list,
    default: () => ['compose'],
    check: checkLayers,
  } satisfies Question<string[]> as Question,
  {
    name: 'templates',
    flag: 'templates',
    argument: 'DIR',
    help: 'a layer of your own, on top of the others',
    defaultText: 'none',
    kept: true,
  },
];

/** Flags of how a run goes about it, never asked for. */
export const runFlags: Question[] = [
  {
    name: 'build',
    flag: 'build',
    help: 'docker build once the project is written',
    defaultText: 'asked; off with --yes',
  },
  {
    name: 'run',
    flag: 'run',
    help: 'docker run (implies --build), wait until ready, send the first prediction',
    defaultText: 'asked; off with --yes',
  },
  {
    name: 'engine',
    flag: 'engine',
    argument: 'NAME',
    help: 'docker or podman',
    defaultText: 'the first one found',
    check: (value) => value === 'docker' || value === 'podman' || 'an engine is docker or podman',
  },
  { name: 'yes', flag: 'yes', help: 'no questions: take the defaults', defaultText: 'off' },
  { name: 'force', flag: 'force', help: 'overwrite files that are in the way', defaultText: 'off' },
  {
    name: 'dryRun',
    flag: 'dry-run',
    help: 'show what would be written, and write nothing',
    defaultText: 'off',
  },
  { name: 'skipInstall', flag: 'skip-install', help: 'no npm in the project', defaultText: 'off' },
  {
    name: 'json',
    flag: 'json',
    help: 'print the result as JSON on stdout, for programs',
    defaultText: 'off',
  },
  {
    name: 'hostPort',
    flag: 'host-port',
    argument: 'N',
    help: 'another port on the host; the one in the container stays',
    defaultText: "the project's port",
    parse: number,
    check: checkPort as Question['check'],
  },
];

/** The last question, asked when the files are written. */
export const nextStep: Prompt<'run' | 'build' | 'neither'> = {
  name: 'next',
  type: 'select',
  message: 'What next?',
  default: 'run',
  choices: [
    { name: 'build and run  (docker build, docker run, first prediction)', value: 'run' },
    { name: 'build          (docker build)', value: 'build' },
    { name: 'neither', value: 'neither' },
  ],
};
