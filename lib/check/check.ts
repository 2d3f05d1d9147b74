import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { judgeNames, projectLayers, readConfig, type Layer } from '../layers/layer.ts';
import { composeLayers } from '../layers/render.ts';
import { renderTemplate, type Origin, type Variables } from '../layers/template.ts';
import { variablesOf } from '../project/variables.ts';
import { NO_CONFIG, type LayerConfig } from '../layers/config.ts';
import { CONFIG } from '../layers/paths.ts';
import { targetOf } from '../layers/target.ts';
import { ejectedProblem } from './ejected.ts';
import { jsonFault } from './json-fault.ts';
import { combinations } from './matrix.ts';
import { outputProblems } from './outputs.ts';
import type { LayerProblem } from './problem.ts';
import { templateFault } from './template-fault.ts';

/** What a check has found. */
export interface Checked {
  files: number;
  /** How many projects the layer was tried in. */
  combinations: number;
  problems: LayerProblem[];
}

/**
 * Tries a layer in many projects and collects all its faults. Its templates are rendered: trust is settled before.
 * @param directory  the layer's folder, absolute
 */
export async function checkLayer(directory: string): Promise<Checked> {
  const { files, links, misnamed } = await judgeNames(directory);
  const problems = [
    ...links.map((file) => ({
      code: 'layer-link' as const,
      file,
      message: 'a link out of the layer, or to no file',
    })),
    ...misnamed.map(({ file, fault }) => ({ code: 'layer-path' as const, file, message: fault })),
  ] as LayerProblem[];
  const { config, faults } = await judgeConfig(directory);
  problems.push(...faults);
  const layer = { name: path.basename(directory), directory, config, files };
  const tried = await combinations(config.requires, config.questions);
  for (const combination of tried) problems.push(...(await tryIn(layer, combination)));
  for (const file of files) {
    const problem = await ejectedProblem(directory, file);
    if (problem !== undefined) problems.push(problem);
  }
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  const sorted = [...once.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return { files: files.length, combinations: tried.length, problems: sorted };
}

async function judgeConfig(directory: string): Promise<{ config: LayerConfig; faults: LayerProblem[] }> {
  try {
    return { config: await readConfig(directory), faults: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const text = existsSync(path.join(directory, CONFIG))
      ? await readFile(path.join(directory, CONFIG), 'utf8')
      : '';
    const fault = jsonFault(text);
    const found =
      fault === undefined
        ? error.details.map((message) => ({ line: lineNaming(text, message), message }))
        : [fault];
    return {
      config: NO_CONFIG,
      faults: found.map(({ line, message }) => ({ code: 'layer-json', file: CONFIG, line, message })),
    };
  }
}

/** The line of layer.json that a fault is about: the first one with the word that it names. */
function lineNaming(text: string, message: string): number {
  const [, word] = /"([^"]+)"/.exec(message) ?? [];
  const line = word === undefined ? -1 : text.split('\n').findIndex((one) => one.includes(`"${word}"`));
  return Math.max(line, 0) + 1;
}

async function tryIn(
  layer: Layer,
  combination: Awaited<ReturnType<typeof combinations>>[number],
): Promise<LayerProblem[]> {
  const { answers, preprocess } = combination;
  // What it requires beside built-in layers is not here: it is tried as if that were there.
  const tried = { ...layer, config: { ...layer.config, requires: [] } };
  const layers = await projectLayers(answers.with, [tried], preprocess?.step);
  const variables = variablesOf({ ...combination, layers });
  const faults = await Promise.all(
    layer.files.map((file) => templateFault({ layer: tried, file }, variables)),
  );
  const merged = faults.some((fault) => fault?.file.startsWith('package.json'))
    ? []
    : mergedFaults(tried, variables);
  const broken = [...faults.filter((fault) => fault !== undefined), ...merged];
  const files = layer.files.filter((file) => !broken.some((fault) => fault.file === file));
  const isOwn = (origin: Origin): boolean => origin.layer.directory === layer.directory;
  for (;;) {
    const sound = layers.map((one) => (one === tried ? { ...tried, files } : one));
    try {
      return [...broken, ...(await outputProblems(composeLayers(sound, variables), isOwn))];
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'layer-parts') throw error;
      // A part above a whole file: `LAYER/FILE is a part of …`. What remains without it is tried, too.
      const at = files.findIndex((file) => error.message.startsWith(`${layer.name}/${file} is `));
      broken.push({ code: 'layer-parts', file: files[at]!, message: error.message });
      files.splice(at, 1);
    }
  }
}

/** What is to be merged into package.json has to be JSON before anything can be composed. */
function mergedFaults(layer: Layer, variables: Variables): LayerProblem[] {
  const file = layer.files.find((one) => targetOf(one).target === 'package.json');
  const fault = file && jsonFault(String(renderTemplate({ layer, file }, variables)));
  return file && fault ? [{ code: 'json', file, ...fault }] : [];
}
