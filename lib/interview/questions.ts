import path from 'node:path';
import { checkLayers } from './layer-names.ts';
import { checkBaseImage } from '../container/values/base-image.ts';
import { DEFAULT_BASE_IMAGE, DEFAULT_LAYERS, DEFAULT_MODEL, DEFAULT_PORT } from '../defaults.ts';
import { meantModel } from '../model/file.ts';
import { checkName, nearestName } from './name.ts';
import { checkPort } from '../container/values/port.ts';
import type { Answers, FlagName, Flags } from './answers.ts';
import type { Interviewing } from './follow-up.ts';
import type { Io, Prompt } from '../io/io.ts';
import { isSample } from '../model/samples.ts';

/** What a default or a check may look at. */
export interface Context {
  /** The folder that relative paths start from. */
  cwd: string;
  /** The folder named on the command line, if any. */
  directory: string | undefined;
  /** The answers so far. */
  answers: Partial<Answers>;
  /** Whether names that a model's file calls and that are not known are no reason to refuse it. */
  trustModel?: boolean;
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
  /** May be given several times; its value is then the list of all, and each is checked by itself. */
  repeatable?: boolean;
  /** `true`, or what is wrong and what to type instead; throws a UserError where one sentence is not enough. */
  check?: (value: T, context: Context) => true | string | Promise<true | string>;
  /** The checked answer as it is kept, where that is not as it was typed: a path without its quotes. */
  meant?: (value: T, context: Context) => T;
  /** The answer where nobody is asked. */
  default?: (context: Context) => T;
  /** Whether it is asked at all, where nothing has answered it; absent: yes. */
  isOpen?: (context: Context) => boolean;
  /** How it is asked; absent for what comes by flag only. */
  prompt?: (context: Context) => Pick<Prompt<T>, 'type' | 'message' | 'source' | 'choices'>;
}

/** A question of the generator's own: the compiler knows its flag. */
interface Own<T> extends Question<T> {
  flag: FlagName;
  /** What follows from its answer as soon as it is known and checked: it may look further, ask, and correct the answer. */
  follow?: (answers: Partial<Answers>, run: Interviewing, io: Io) => Promise<void>;
}
export type OwnQuestion = Own<unknown>;

/** Loaded only when a question is answered, so that \`--help\` is quick. */
const followUps = (): Promise<typeof import('./follow-up.ts')> => import('./follow-up.ts');

/** NaN for what is not a whole number, so that the check refuses it. */
export const number = (text: string): number => (/^\d+$/.test(text) ? Number(text) : NaN);
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
export const interviewQuestions: OwnQuestion[] = [
  {
    name: 'model',
    flag: 'model',
    argument: 'FILE',
    help: 'an ONNX file, a trained model to be converted, or sample:NAME for a bundled one',
    defaultText: `${DEFAULT_MODEL} with --yes`,
    kept: true,
    default: () => DEFAULT_MODEL,
    check: async (...known) => (await followUps()).checkModel(...known),
    meant: (typed, { cwd }) => meantModel(typed, cwd),
    follow: async (...known) => (await followUps()).followModel(...known),
    prompt: ({ cwd }) => ({
      type: 'search',
      message: 'Which model? (a path, or a sample)',
      source: async (term) => (await followUps()).modelChoices(cwd, term ?? ''),
    }),
  } satisfies Own<string> as OwnQuestion,
  {
    name: 'name',
    flag: 'name',
    argument: 'NAME',
    help: 'name of the API: the image (NAME:latest), the container, and the model in URLs',
    defaultText: 'from directory, else model file',
    kept: true,
    default: nameFrom,
    check: checkName,
    follow: async (...known) => (await followUps()).followName(...known),
    // A directory that was given is the name.
    isOpen: ({ directory }) => directory === undefined,
    prompt: () => ({ type: 'input', message: 'Name of the API? (image, container, URL)' }),
  } satisfies Own<string> as OwnQuestion,
  {
    name: 'port',
    flag: 'port',
    argument: 'N',
    help: 'the port on the host and in the container',
    defaultText: String(DEFAULT_PORT),
    kept: true,
    parse: number,
    default: () => DEFAULT_PORT,
    check: checkPort,
    follow: async (...known) => (await followUps()).followPort(...known),
    prompt: () => ({ type: 'input', message: 'Which port?' }),
  } satisfies Own<number> as OwnQuestion,
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
  } satisfies Own<string> as OwnQuestion,
  {
    name: 'with',
    flag: 'with',
    argument: 'LIST',
    help: 'extra layers, comma-separated; replaces the default; "none" for none',
    defaultText: DEFAULT_LAYERS.join(','),
    kept: true,
    parse: list,
    default: () => DEFAULT_LAYERS,
    check: checkLayers,
    follow: async (...known) => (await followUps()).followLayers(...known),
  } satisfies Own<string[]> as OwnQuestion,
  {
    name: 'templates',
    flag: 'templates',
    argument: 'SOURCE',
    help: 'a layer of your own, on top: a folder, .tgz, git+URL#REF or npm:NAME@VERSION; repeatable; "none" for none',
    defaultText: 'none',
    kept: true,
    repeatable: true,
  },
];

/** What becomes of a project once it is written. */
export type NextStep = 'run' | 'build' | 'neither';

/** The last question, asked when the files are written. */
export const nextStep: Prompt<NextStep> = {
  name: 'next',
  type: 'select',
  message: 'What next?',
  default: 'run',
  choices: [
    { name: 'build and run  (docker build, docker run, first prediction)', value: 'run' },
    { name: 'build          (docker build)', value: 'build' },
    { name: 'neither        (the project is complete; build it when you like)', value: 'neither' },
  ],
};
