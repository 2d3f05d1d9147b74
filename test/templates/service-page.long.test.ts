import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { chromium as playwright, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { sampleAnswer } from '../../lib/model/samples.ts';
import { ofTensors } from '../samples/requests.ts';
import type { Card } from '../../lib/onnx/card/card.ts';
import { node24 } from '../../scripts/node24.ts';
import { serve, type Running } from '../../scripts/serve.ts';
import { emptyFolder } from '../cli.ts';
import { runnableProject } from '../emitted/project.ts';
import { field, model, node, sequenceOfMaps, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { chromium, lacks } from '../skip.ts';

const noRuntime = await lacks('runtime');
const noBrowser = await lacks('browser');

interface Schema {
  description?: string;
  properties: Record<string, Schema>;
  anyOf: Schema[];
  items: Schema;
  required: string[];
  examples: unknown[];
  type: string | string[];
  title: string;
  $ref?: string;
}
interface Document {
  info: { description: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
interface Operation {
  description: string;
  tags: string[];
  requestBody: { content: { 'application/json': { schema: Schema; example: unknown } } };
}

/** A project with its service running, and what its page is made from. */
async function page(...args: string[]) {
  const { project, remove } = await runnableProject(...args);
  const service: Running = await serve(project, (await nextFreePort(19_100))!);
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as Document;
  const card = JSON.parse(await readFile(path.join(project, 'model', 'card.json'), 'utf8')) as Card;
  const stop = async () => {
    await service.stop();
    await remove();
  };
  return { project, url: service.url, document, card, stop, predict: document.paths['/predict']!.post! };
}

describe.skipIf(noRuntime).each(ofTensors)('the page of $name', (sample) => {
  let shown: Awaited<ReturnType<typeof page>>;
  beforeAll(async () => (shown = await page('--model', sampleAnswer(sample))));
  afterAll(() => shown.stop());

  it('says what the model takes: every column with its unit and form, else every tensor with its shape', () => {
    const { columns, inputs } = shown.card;
    const { description } = shown.document.info;
    const lines = columns
      ? columns.map(({ name, unit }) => `- \`${name}\`${unit ? `, in ${unit}` : ''}: `)
      : inputs.map(({ name, shape }) => `- \`${name}\`: number (FP32), shape \`[${shape!.join(', ')}]\``);
    for (const line of lines) expect(description).toContain(line);
    for (const { name } of columns ?? inputs) expect(shown.predict.description).toContain(`\`${name}\``);
  });

  it('says what it gives: every output, with the labels of its classes', () => {
    for (const { name, classes } of shown.card.outputs) {
      const line = shown.document.info.description
        .split('\n')
        .find((line) => line.startsWith(`- \`${name}\`: `));
      for (const label of classes ?? []) expect(line).toContain(`\`${label}\``);
      expect(line).toBeDefined();
    }
  });

  it('begins with the prediction, and its example is the sample’s own', () => {
    expect(Object.keys(shown.document.paths)[0]).toBe('/predict');
    expect(shown.document.tags[0]!.name).toBe(shown.predict.tags[0]);
    expect(shown.predict.requestBody.content['application/json'].example).toEqual(sample.example);
  });

  it('has a schema of rows with every column, its type and its unit, where the model takes a table', () => {
    const { schemas } = shown.document.components;
    if (shown.card.columns === undefined) {
      expect(JSON.stringify(schemas)).not.toContain('"rows"');
      return;
    }
    const row = schemas.Row!;
    const columns = shown.card.columns;
    expect(row.required).toEqual(columns.map(({ name }) => name));
    expect(row.examples).toEqual(sample.example.rows);
    const first = (row.examples as Record<string, unknown>[])[0]!;
    for (const { name, unit } of columns) {
      const column = row.properties[name]!;
      expect(column.title).toBe(unit ? `${name}, in ${unit}` : name);
      const { type } = column.$ref ? schemas[path.basename(column.$ref)]! : column;
      expect([type].flat().map((type) => type.replace('integer', 'number'))).toContain(typeof first[name]);
    }
  });
});

/** Whatever a name may hold that means something in CommonMark, HTML, JSON Pointers or URLs. */
const NAMES = [
  'plain',
  'a|b',
  '`tick`',
  '<script>document.title = "run"</script>',
  '/predict: *all* _of_ {it}',
  '[link](javascript:alert(1))',
  'größe in µm',
  'line\nbreak',
  '# 1. "quoted" & \\ back',
  'a/b~c',
  '__proto__',
];
const asShown = (name: string) => name.replace('\n', '\\n');

/** A classifier whose columns, units, labels, outputs and description are all made of NAMES. */
function oddlyNamed(): Buffer {
  const labels = [field(1, 'classlabels_strings'), ...NAMES.map((name) => field(9, name)), field(20, 8)];
  const attributes = [Buffer.concat(labels)];
  return model({
    opsets: [
      ['', 17],
      ['ai.onnx.ml', 1],
    ],
    nodes: [
      node('Identity', ['X'], [NAMES[3]!]),
      node('ZipMap', ['X'], [NAMES[5]!], { domain: 'ai.onnx.ml', attributes }),
      node('SequenceConstruct', ['X'], ['made']),
      // Behind another operator, what is in a sequence is not known beforehand: it is left out.
      node('SequenceInsert', ['made', 'X'], [NAMES[1]!]),
    ],
    inputs: [value('X', tensorType(1, ['N', NAMES.length]))],
    outputs: [
      value(NAMES[3]!, tensorType(1, [NAMES[3]!, NAMES.length])),
      value(NAMES[5]!, sequenceOfMaps),
      value(NAMES[1]!, field(4, [field(1, [tensorType(1)])])),
    ],
    metadata: { feature_names: JSON.stringify(NAMES), feature_units: JSON.stringify(NAMES) },
    more: [field(6, NAMES.join('\n\n'))],
  });
}

describe.skipIf(noRuntime)('the page of a model with names of any characters', () => {
  let shown: Awaited<ReturnType<typeof page>>;
  let removeModel: () => Promise<void>;
  beforeAll(async () => {
    const { directory, remove } = await emptyFolder();
    removeModel = remove;
    const file = path.join(directory, 'odd.onnx');
    await writeFile(file, oddlyNamed());
    shown = await page('--model', file);
  });
  afterAll(async () => {
    await shown.stop();
    await removeModel();
  });

  it('is made from a document that holds what it promises', async () => {
    expect(shown.card.columns!.map(({ name }) => name)).toEqual(NAMES);
    const tests = ['--test', 'test/contract.test.ts', 'test/bad-input.test.ts'];
    const { all, exitCode } = await execa(await node24(), tests, {
      cwd: shown.project,
      all: true,
      reject: false,
    });
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/(?:ℹ|#) pass [1-9]/);
  });

  it.skipIf(noBrowser)('shows them as they are, and runs none of them', async () => {
    const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    const browser = await playwright.launch({ executablePath: chromium!, args: [...flags, ...quiet] });
    const tab: Page = await browser.newPage();
    const complaints: string[] = [];
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    tab.on('pageerror', (error) => void complaints.push(error.message));
    await tab.goto(`${shown.url}/docs`);
    await tab.getByRole('button', { name: 'Try it out' }).waitFor();

    const head = tab.locator('.info .description');
    const codes = await head.locator('code').allTextContents();
    const items = await head.locator('li').allTextContents();
    for (const name of NAMES) {
      expect(codes.filter((text) => text === asShown(name)).length, name).toBeGreaterThanOrEqual(2); // column, label
      const unit = name.replace('\n', ' ');
      expect(items.map((text) => text.replace(/\s+/g, ' '))).toContain(
        `${asShown(name)}, in ${unit}: number (FP32)`,
      );
    }
    const paragraphs = await head.locator('p').allTextContents();
    for (const name of NAMES.filter((name) => !name.includes('\n'))) expect(paragraphs).toContain(name);
    expect(items.some((text) => text.startsWith('a|b (SEQUENCE): it is not a tensor'))).toBe(true);
    expect(await head.locator('script, a, em, h1, table').count()).toBe(0);
    expect(await tab.title()).not.toBe('run');
    expect(complaints).toEqual([]);
    await browser.close();
  });
});
