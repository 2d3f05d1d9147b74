import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_BASE_IMAGE, DEFAULT_LAYERS, DEFAULT_PORT } from '../lib/defaults.ts';
import { compactJson } from '../lib/json.ts';
import { allBuiltIn, templatesOf } from '../lib/layers/list.ts';
import { chooseModel } from '../lib/model/model.ts';
import { projectLayers, type Layer } from '../lib/layers/layer.ts';
import { variables } from '../lib/project/variables.ts';

const MODEL = 'sample:iris';
const WIDTH = 90;

/** docs/variables.md: what templates can use, and the parts that a layer can override, from the source itself. */
export async function variablesReference(): Promise<string> {
  const sections = [
    '# Variables and parts',
    '<!-- Written by `npm run docs` from lib/project/variables.ts and templates/. -->',
    'What a [layer of your own](templates.md) can build on. Within a major version none of these goes away or changes ' +
      'its type; more may come.',
    '## Variables',
    'The examples are those of `ml-docker irisapi --model sample:iris`. Answers to the questions of a layer are ' +
      'variables as well, by the `name` of the question. Nothing is escaped: what is emitted is not HTML.',
    await variablesTable(),
    '## Parts',
    'Files that are made of parts, in the order in which they are joined. A layer overrides one by its path, with or ' +
      'without `.ejs`, and adds others by other names. A number between two others puts a part between them.',
    ...(await partsTables()),
  ];
  return `${sections.join('\n\n')}\n`;
}

async function variablesTable(): Promise<string> {
  const { card } = await chooseModel(MODEL, '.');
  const answers = {
    model: MODEL,
    name: 'irisapi',
    port: DEFAULT_PORT,
    baseImage: DEFAULT_BASE_IMAGE,
    with: DEFAULT_LAYERS,
  };
  const ingredients = { answers, card, layers: await projectLayers(DEFAULT_LAYERS) };
  const rows = variables.map(({ name, type, meaning, value }) => {
    const example = shorten(compactJson(value(ingredients)));
    return `| \`${name}\` | \`${cell(type)}\` | ${cell(meaning)} | \`${cell(example)}\` |`;
  });
  return ['| variable | type | meaning | example |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

async function partsTables(): Promise<string[]> {
  const layers = await allBuiltIn();
  const parts = templatesOf(layers).filter(({ part }) => part !== undefined);
  const targets = [...new Set(parts.map(({ target }) => target))].sort();
  return Promise.all(
    targets.map(async (target) => {
      const rows = parts
        .filter((part) => part.target === target)
        .map(async ({ path: file, layer }) => {
          const from = layers.find(({ name }) => name === layer)!;
          return `| \`${file}\` | ${layer} | ${cell(await firstWords(from, file))} |`;
        });
      return [
        `### ${target}`,
        '',
        '| part | layer | begins with |',
        '| --- | --- | --- |',
        ...(await Promise.all(rows)),
      ].join('\n');
    }),
  );
}

/** The first comment or heading of a part, without the code before it. */
async function firstWords(layer: Layer, file: string): Promise<string> {
  const text = await readFile(path.join(layer.directory, ...file.split('/')), 'utf8');
  const lines = text.replaceAll(/<%[^=-][^]*?%>\n?/g, '').split('\n');
  const line = lines.find((one) => one.trim() !== '' && !one.startsWith('<%')) ?? '';
  return shorten(line.replace(/^#+ */, ''));
}

function shorten(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`;
}

/** A text in a cell of a Markdown table: `<` begins HTML there, unless it is code. */
function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('`', '')
    .replace(/<%= (\w+) %>/g, '$1');
}
