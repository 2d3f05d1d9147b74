import type { ByteSource } from '../bytes/byte-source.ts';
import { few, judged, type Problem, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';

// The header of a model of 100,000 columns has some megabytes; parameters and categories stand at the file's end.
const HEADER = 16 * 2 ** 20;
const TAIL = 2 * 2 ** 20;
const CONVERTED =
  /^(regression(_l1|_l2)?|huber|fair|poisson|quantile|mape|gamma|tweedie|binary|multiclass(ova)?|cross_entropy(_lambda)?|lambdarank|rank_xendcg|custom)\b/;
const NUMERIC = /^\[/;
const CATEGORICAL = /^-?\d+(:-?\d+)*$/;

/** Whether a text is a model that LightGBM saved. */
export function isLightgbm(head: Buffer): boolean {
  return /^tree\r?\nversion=/.test(head.toString('latin1', 0, 64));
}

/**
 * A model in LightGBM's own text form (Booster.save_model). It says which version the form has, not which LightGBM
 * wrote it.
 */
export function readLightgbm(bytes: ByteSource): Reading {
  const header = headerOf(bytes);
  const tail = bytes.read(Math.max(0, bytes.size - TAIL), Math.min(TAIL, bytes.size)).toString('utf8');
  const objective = header.get('objective') ?? null;
  const categories = pandasCategories(tail);
  const columns = columnsOf(header, categories);
  const said = source('lightgbm-text', {
    framework: 'lightgbm',
    model: `Booster(${objective?.split(' ')[0] ?? 'no objective'})`,
    columns: columns.map(({ name, type }) => ({ name, type })),
  });
  const categorical = columns.filter(({ isCategorical }) => isCategorical).map(({ name }) => name);
  return judged(said, [...doubtsOf(categorical, objective), ...(isComplete(tail) ? [] : [CUT_OFF])]);
}

const CUT_OFF: Problem = {
  code: 'model-truncated',
  message: 'The file is cut off: the end of its trees is missing',
  hint: 'copy, download or save the model again',
};

function isComplete(tail: string): boolean {
  return (
    /^end of trees/m.test(tail) || /^end of parameters/m.test(tail) || /^pandas_categorical:/m.test(tail)
  );
}

/** The lines `key=value` before the first tree and in it. */
function headerOf(bytes: ByteSource): Map<string, string> {
  const text = bytes.read(0, Math.min(HEADER, bytes.size)).toString('utf8');
  const second = text.indexOf('\nTree=1');
  const lines = (second < 0 ? text : text.slice(0, second)).split(/\r?\n/);
  const header = new Map<string, string>();
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals > 0 && !header.has(line.slice(0, equals)))
      header.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return header;
}

interface Column extends SourceColumn {
  isCategorical: boolean;
}

function columnsOf(header: Map<string, string>, categories: unknown[][]): Column[] {
  const infos = header.get('feature_infos')?.split(' ') ?? [];
  const names =
    header
      .get('feature_names')
      ?.split(' ')
      .filter((name) => name !== '') ?? [];
  let categorical = 0;
  return names.map((name, i) => {
    const info = infos[i] ?? '';
    if (!CATEGORICAL.test(info))
      return { name, type: NUMERIC.test(info) ? 'number' : null, isCategorical: false };
    return { name, type: typeOf(categories[categorical++] ?? []), isCategorical: true };
  });
}

/** The categories that pandas had, in the order of the columns; the model itself knows their codes only. */
function pandasCategories(tail: string): unknown[][] {
  const line = /^pandas_categorical:(.*)$/m.exec(tail)?.[1];
  try {
    const all: unknown = JSON.parse(line ?? '[]');
    return Array.isArray(all) ? all.filter((one) => Array.isArray(one)) : [];
  } catch {
    return [];
  }
}

function typeOf(categories: unknown[]): SourceColumn['type'] {
  const all = (type: string): boolean =>
    categories.length > 0 && categories.every((one) => typeof one === type);
  if (all('string')) return 'text';
  if (all('boolean')) return 'boolean';
  if (categories.length > 0 && categories.every(Number.isInteger)) return 'integer';
  return all('number') ? 'number' : null;
}

function doubtsOf(categorical: string[], objective: string | null): Problem[] {
  const found: Problem[] = [];
  if (categorical.length > 0) {
    found.push({
      code: 'model-categorical',
      message: `It splits on categorical columns: ${few(categorical)}; a converted model takes their categories where the file has them, and else their codes, in the order of training`,
      hint: 'give rows of each category with --data, missing and unseen ones too',
    });
  }
  if (objective === null || !CONVERTED.test(objective)) {
    found.push({
      code: 'model-objective',
      message: `Its objective is ${objective ?? 'not in the file'}: whether it can be converted, only trying tells`,
      hint: 'compare the converted model with this one on some rows',
    });
  }
  return found;
}
