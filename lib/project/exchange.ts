import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from '../interview/answers.ts';
import type { Card, Golden } from '../onnx/card/card.ts';
import { isOfConversion } from '../convert/files.ts';
import type { PreprocessFile } from '../preprocess/file.ts';
import { changesOf, type Change } from './update/changes.ts';
import { obsoleteChanges } from './update/obsolete.ts';
import type { Layer } from '../layers/layer.ts';
import { BASE, type Manifest } from './manifest.ts';
import { hashOf } from '../sha256.ts';
import { merge, withLf } from './update/merge.ts';
import { CARD } from './model-files.ts';
import { formatGolden, GOLDEN, plan } from './plan.ts';
import { readYoRc, type Project } from './project.ts';
import type { Files } from '../layers/render.ts';

/** What holds the model's own facts and the answers alone: it is written anew, and never merged. */
const FACTS = [CARD, '.yo-rc.json'];

/** What a project gets with another model. */
export interface Incoming {
  answers: Answers;
  card: Card;
  golden: Golden | undefined;
  /** Of an example that is too long for the card. */
  exampleBytes?: Buffer | undefined;
  /** How it was converted, by emitted path. */
  conversion?: Map<string, string> | undefined;
  /** How a picture or a text becomes its input. */
  preprocess?: PreprocessFile | undefined;
  /** Those of the project. */
  layers: Layer[];
}

/** What becomes of a project's texts when its model is exchanged. Nothing is written yet. */
export interface Exchange {
  /** The generator's own files. Conflicts among them are not settled. */
  changes: Change[];
  /** The user's own, which are in no manifest: the golden answers, and copies of what would be lost. */
  own: Change[];
}

/**
 * Finds the files that differ with the model. The project is planned twice, with the same layers as they are now, once
 * for each model: what comes out the same has nothing to do with the exchange, and is left alone, also where the
 * generator would write it otherwise by now. The user's edits are merged, as ever.
 * @throws UserError  where a layer cannot be composed
 */
export async function planExchange(
  project: Project,
  { answers, card, golden, exampleBytes, conversion, preprocess, layers }: Incoming,
  manifest: Manifest | undefined,
): Promise<Exchange> {
  const { directory } = project;
  const yoRc = await readYoRc(directory);
  const before = plan({ ...project, layers, yoRc });
  const more = {
    ...(exampleBytes && { exampleBytes }),
    ...(conversion && { conversion }),
    ...(preprocess && { preprocess }),
  };
  const after = plan({ answers, card, layers, yoRc, ...more });
  const incoming: Files = new Map();
  for (const [file, content] of after) {
    const was = before.get(file);
    if (isSame(was, content) && file !== CARD) continue;
    const isFact = FACTS.includes(file);
    incoming.set(file, isFact ? content : await asWrittenThen(directory, file, was, content));
  }
  // Of a conversion that gives way, nothing stays.
  const isStill = (file: string): boolean => !isOfConversion(file) || after.has(file);
  const gone =
    card.source.sha256 === project.card.source.sha256
      ? []
      : await obsoleteChanges(directory, isStill, manifest);
  return renewFacts(project, [...(await changesOf(directory, incoming, manifest)), ...gone], golden);
}

/**
 * What says what is right of one model alone is never merged with that of another one: card and golden answers are made
 * anew, and what would be lost is kept under another name.
 * @param golden  those of the new model, where they are known without a run
 */
export async function renewFacts(
  { directory, card }: Project,
  found: Change[],
  golden: Golden | undefined,
): Promise<Exchange> {
  const digits = card.source.sha256.slice(0, 8);
  const own = golden === undefined ? [] : await renewed(directory, digits, golden);
  // Whoever edited the card did so for the previous model: the new one needs its own.
  const isEdited = ({ path: file, status }: Change): boolean =>
    file === CARD && status !== 'update' && status !== 'unchanged';
  if (found.some(isEdited)) own.push(...(await keptBeside(directory, CARD, digits)));
  const changes = found
    .filter(({ path: file }) => file !== GOLDEN)
    .map((change) => (isEdited(change) ? { ...change, status: 'update' as const } : change));
  return { changes, own };
}

/**
 * A text as the generator that wrote it last would write it for the new model: of what the two plans differ in, no more
 * is taken over. Where that does not go together, or nobody knows what was written, it is as now.
 */
async function asWrittenThen(
  directory: string,
  file: string,
  before: string | Buffer | undefined,
  after: string | Buffer,
): Promise<string | Buffer> {
  const base = await read(directory, `${BASE}/${file}`);
  if (typeof before !== 'string' || typeof after !== 'string' || base === undefined) return after;
  const written = withLf(String(base));
  if (written === before) return after;
  const { text, isClean } = merge(file, { base: before, yours: written, planned: after });
  return isClean ? text : after;
}

function isSame(one: string | Buffer | undefined, other: string | Buffer): boolean {
  return one !== undefined && hashOf(one) === hashOf(other);
}

/** The new golden answers, and the previous ones under another name. */
async function renewed(directory: string, digits: string, golden: Golden): Promise<Change[]> {
  const content = formatGolden(golden);
  const previous = await read(directory, GOLDEN);
  if (previous === undefined) return [{ path: GOLDEN, status: 'create', content }];
  if (isSame(previous, content)) return [];
  return [...(await keptBeside(directory, GOLDEN, digits)), { path: GOLDEN, status: 'update', content }];
}

/** A copy of a file under a name that is free: `test/golden.json` → `test/golden.3d711b16.json`. */
async function keptBeside(directory: string, file: string, digits: string): Promise<Change[]> {
  const content = (await read(directory, file))!;
  for (let number = 1; ; number++) {
    const { dir, name, ext } = path.posix.parse(file);
    const copy = `${dir}/${name}.${digits}${number === 1 ? '' : `-${number}`}${ext}`;
    const there = await read(directory, copy);
    if (there === undefined) return [{ path: copy, status: 'create', content }];
    if (isSame(there, content)) return [];
  }
}

async function read(directory: string, file: string): Promise<Buffer | undefined> {
  return readFile(path.join(directory, ...file.split('/'))).catch(() => undefined);
}
