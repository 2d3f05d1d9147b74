import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../lib/convert/report.ts';
import { requirementsFor } from '../../lib/convert/requirements.ts';
import { librariesOf } from '../../lib/convert/scope.ts';
import { isTrained, readOrKnow } from '../../lib/convert/trained.ts';
import { UserError } from '../../lib/errors.ts';
import type { Card } from '../../lib/onnx/card/card.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import { emitRunnable } from '../emitted/emit.ts';
import { predict } from '../emitted/oip-client.ts';
import { start } from '../emitted/service/started.ts';
import { type TrainedCase, trainedFile } from '../lib/formats/trained-cases.ts';
import { lacks, trainedModels } from '../skip.ts';
import { pythonOf } from './environments.ts';
import { networks, REFUSED, REFUSED_ROWS, tables } from './tables.ts';
import { type Expected, differenceOf, type Row, rowFor, tensorsApart, tensorsFor } from './over-http.ts';

/**
 * Every one of the trained models: converted in a sandbox, served by the emitted service, and asked over HTTP, tables by
 * rows with the columns' names; or refused by name.
 *   ML_DOCKER_HERE=1          by the Pythons of this machine (Node 22.18 or later), which takes a fifth of the time
 *   ML_DOCKER_TABLE=FILE.md   gets the table; FILE.md.json keeps what is done, so that a run goes on where one was ended
 */
const written = process.env.ML_DOCKER_TABLE;
const isHere = process.env.ML_DOCKER_HERE === '1';

const nothing = await lacks('engine', 'baseImage', 'pythonImage', 'runtime', 'trained');

interface Line {
  name: string;
  from: string;
  outcome: string;
  rows?: number;
  labels?: number;
  largest?: number;
  seconds: number;
  image?: { name: string; megabytes: number; isNew: boolean };
}

const done = new Map<string, Line>();
if (written !== undefined) {
  const text = await readFile(`${written}.json`, 'utf8').catch(() => '[]');
  for (const line of JSON.parse(text) as Line[]) done.set(line.name, line);
}

/** Those of the same image in a row, and first of all those that need none; then the image that most have. */
async function byImage(): Promise<[image: string, TrainedCase][]> {
  const groups = new Map<string, TrainedCase[]>();
  for (const one of [...tables, ...networks]) {
    const key = await keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const size = ([key, cases]: [string, TrainedCase[]]): number => (key === '' ? Infinity : cases.length);
  return [...groups]
    .sort((one, other) => size(other) - size(one))
    .flatMap(([key, cases]) => cases.map((one): [string, TrainedCase] => [key, one]));
}

/** What its sandbox is made of; '' where the reader refuses it. */
async function keyOf(one: TrainedCase): Promise<string> {
  try {
    const known = await readOrKnow(trainedFile(one));
    if (!isTrained(known)) return '';
    const { python, packages } = await requirementsFor(librariesOf(known.reading.source));
    return `${python} ${packages.join(' ')}`;
  } catch (error) {
    if (error instanceof UserError) return '';
    throw error;
  }
}

/** The sandboxes that the engine has, with their sizes. */
async function images(): Promise<Map<string, number>> {
  if (isHere) return new Map();
  const { stdout } = await execa('docker', [
    'images',
    '--format',
    '{{.Repository}}:{{.Tag}}',
    'ml-docker-convert',
  ]);
  const names = stdout.split('\n').filter(Boolean);
  const sizes = names.map(async (name): Promise<[string, number]> => {
    const { stdout: bytes } = await execa('docker', ['image', 'inspect', '--format', '{{.Size}}', name]);
    return [name, Math.round(Number(bytes) / 1e6)];
  });
  return new Map(await Promise.all(sizes));
}

/** Whether there is an image of this Python; one is made where the machine has what it takes. */
async function hasPython(version: string): Promise<boolean> {
  const image = `python:${version}-slim`;
  const isThere = async (): Promise<boolean> =>
    !(await execa('docker', ['image', 'inspect', image], { reject: false })).failed;
  if (await isThere()) return true;
  const cache = process.env.ML_DOCKER_CI_CACHE ?? '/var/tmp/ml-docker-ci';
  await execa('bash', [path.join(packageRoot, '.ci', 'python-image'), `${cache}/python`, version], {
    reject: false,
  });
  return isThere();
}

async function lineOf(one: TrainedCase, key: string): Promise<Line> {
  const from = [
    one.framework,
    ...Object.entries(one.versions)
      .slice(0, 1)
      .map(([, version]) => version),
  ].join(' ');
  const python = key.split(' ')[0]!;
  const begun = performance.now();
  const seconds = (): number => Math.round((performance.now() - begun) / 100) / 10;
  const interpreter = isHere && key !== '' ? await pythonOf(python) : undefined;
  if (key !== '' && (isHere ? interpreter === undefined : !(await hasPython(python))))
    return { name: one.name, from, outcome: `skipped: no image of Python ${python}`, seconds: 0 };
  const { directory, remove } = await emptyFolder();
  const project = path.join(directory, 'api');
  const folder = path.join(trainedModels, one.name);
  const data = path.join(folder, 'rows.json');
  const before = await images();
  try {
    try {
      await emitRunnable(project, {
        model: trainedFile(one),
        ...(existsSync(data) && { data }),
        ...(interpreter !== undefined && { python: interpreter, trustModel: true }),
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const why = [error.message, ...error.details].join('; ');
      return { name: one.name, from, outcome: `refused (${error.code}): ${why}`, seconds: seconds() };
    }
    const made = seconds();
    const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;
    const card = await json<Card>(path.join(project, 'model', 'card.json'));
    const report = path.join(project, 'convert', 'report.json');
    const { way, sandbox } = existsSync(report) ? await json<Report>(report) : { way: 'ONNX as it is' };
    const { rows, inputs } = await json<{ rows?: Row[]; inputs?: Row }>(data);
    const { outputs } = await json<{ outputs: Expected }>(path.join(folder, 'expected.json'));
    const service = await start(project);
    try {
      const request = rows
        ? { rows: rows.map((row) => rowFor(card, row)) }
        : { inputs: tensorsFor(card, inputs!) };
      const { status, body } = await predict(service.url, request);
      if (status !== 200) throw new Error(`/predict answers with ${status}: ${JSON.stringify(body)}`);
      const answer = body as { rows: Row[]; outputs: Row };
      const found = rows ? differenceOf(answer.rows, outputs, card) : tensorsApart(answer.outputs, outputs);
      const name = sandbox?.image;
      const image = name && { name, megabytes: (await images()).get(name)!, isNew: !before.has(name) };
      const count = rows?.length ?? (Object.values(inputs!)[0] as unknown[]).length;
      const line = { name: one.name, from, outcome: way, rows: count, ...found, seconds: made };
      return { ...line, ...(image && { image }) };
    } finally {
      await service.stop();
    }
  } finally {
    await remove();
  }
}

function tableOf(lines: Line[]): string {
  const cells = lines.map(({ name, from, outcome, rows, labels, largest, seconds, image }) => [
    name,
    from,
    outcome.replaceAll('|', '\\|'),
    rows ?? '',
    labels ?? '',
    largest?.toExponential(1) ?? '',
    `${seconds}${image?.isNew === true ? ' (image built)' : ''}`,
    image === undefined ? '' : `${image.megabytes} MB`,
  ]);
  const heading = [
    'case',
    'saved by',
    'converted, or refused',
    'rows',
    'other labels',
    'largest difference',
    'seconds',
    'image',
  ];
  return [heading, heading.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const MINUTES = 60_000;

describe.skipIf(nothing)('every one of the trained models, over HTTP', async () => {
  const order = nothing ? [] : await byImage();
  const there = nothing ? new Map<string, number>() : await images();
  let last: string | undefined;
  /** Dozens of sandboxes need more of a disk than there is. */
  const discard = async (): Promise<void> => {
    if (last !== undefined && !there.has(last)) await execa('docker', ['rmi', last], { reject: false });
  };
  afterAll(async () => {
    await discard();
    process.stdout.write(`${tableOf([...done.values()])}\n`);
  });

  it.each(order.map(([key, one]) => [one.name, key, one] as const))(
    '%s',
    { timeout: 20 * MINUTES },
    async (name, key, one) => {
      const line = done.get(name) ?? (await lineOf(one, key));
      done.set(name, line);
      if (line.image !== undefined && line.image.name !== last) {
        await discard();
        last = line.image.name;
      }
      if (written !== undefined) {
        await writeFile(`${written}.json`, JSON.stringify([...done.values()], null, 1));
        await writeFile(written, `${tableOf([...done.values()])}\n`);
      }
      if (line.outcome.startsWith('skipped')) return;
      const refusal = REFUSED[name] ?? REFUSED_ROWS[name];
      if (refusal !== undefined) {
        expect(line.outcome).toMatch(refusal);
        expect(line.outcome).toMatch(/^refused/);
        return;
      }
      expect(line).toMatchObject({ labels: 0, outcome: expect.not.stringMatching(/^refused/) as string });
      expect(line.largest).toBeLessThanOrEqual(1e-4);
    },
  );
});
