import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Answers } from '../interview/answers.ts';
import type { Card } from '../onnx/card/card.ts';
import { formatJson, parseJson } from '../json.ts';
import type { PreprocessFile } from '../preprocess/file.ts';

const YO_RC = '.yo-rc.json';
const KEY = 'generator-ml-docker';

/** A project that the generator made. */
export interface Project {
  /** Absolute path. */
  directory: string;
  answers: Answers;
  card: Card;
  /** Absent where the model takes neither pictures nor texts. */
  preprocess?: PreprocessFile;
  /** Whether somebody has written a step, which model/preprocess.json names. */
  hasOwnStep?: true;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  return text === undefined ? undefined : parsed(file, text);
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function parsed(file: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new UserError({
      code: 'not-json',
      what: `${path.basename(file)} is not JSON: ${(error as Error).message}`,
      where: file,
      next: 'fix it by hand, or bring it back from git',
    });
  }
}

/** All of a folder's .yo-rc.json, other generators' answers included; `{}` where there is none. */
export async function readYoRc(directory: string): Promise<Record<string, unknown>> {
  return ((await readJson(path.join(directory, YO_RC))) ?? {}) as Record<string, unknown>;
}

/** .yo-rc.json as it is written: our answers beside those of other generators. */
export function formatYoRc(yoRc: Record<string, unknown>, answers: Answers): string {
  return formatJson({ ...yoRc, [KEY]: answers });
}

/** The project in `directory`; undefined where there is none. */
export async function findProject(directory: string): Promise<Project | undefined> {
  const found = (await readYoRc(directory))[KEY] as (Answers & { templates?: string | string[] }) | undefined;
  if (found === undefined) return undefined;
  // Once there was at most one.
  const answers = { ...found, ...(found.templates && { templates: [found.templates].flat() }) };
  const file = path.join(directory, 'model', 'card.json');
  const card = (await readJson(file)) as Card | undefined;
  if (card !== undefined) return { directory, answers, card, ...(await readPreprocess(directory)) };
  throw new UserError({
    code: 'card-missing',
    what: 'The project has lost model/card.json, which says what its model takes and gives',
    where: file,
    next: 'bring it back from git, or make the project anew in an empty folder',
  });
}

/** One of the generator's own has a version; a step of somebody's own needs no more than its name. */
async function readPreprocess(directory: string): Promise<Pick<Project, 'preprocess' | 'hasOwnStep'>> {
  const file = path.join(directory, 'model', 'preprocess.json');
  const text = await readText(file);
  if (text === undefined) return {};
  const { step, version } = parsed(file, text) as { step?: unknown; version?: unknown };
  return version === undefined ? { hasOwnStep: true } : { preprocess: { step: String(step), text } };
}

/** @throws UserError  where `directory` does not hold a project */
export async function readProject(directory: string): Promise<Project> {
  const project = await findProject(directory);
  if (project !== undefined) return project;
  throw new UserError({
    code: 'no-project',
    what: 'This folder is not an ml-docker project',
    where: directory,
    next: ['go to the folder that has the .yo-rc.json: cd NAME', 'or make a project here: ml-docker .'],
  });
}
