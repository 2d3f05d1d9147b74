import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import type { Parts } from '../limits/picture-parts.ts';
import { madeModel } from '../models/made.ts';
import { makeProject, ours } from '../sides/ours.ts';
import { peerSides } from '../sides/peers.ts';
import type { Load, Served } from '../sides/side.ts';
import { venv } from '../sides/venv.ts';
import { type Benchmark, entrantsOf } from './context.ts';
import { predictions } from './predictions.ts';

const [WIDTH, HEIGHT] = [800, 600];
const CONNECTIONS = 8;
/** As long as some hundred requests take. */
const LONGER = 2;

/** A photograph as people send it. What each part of the work takes stands beside it. */
export const picture: Benchmark = {
  name: 'picture',
  about: `The same model, a JPEG of ${WIDTH} × ${HEIGHT} pixels a request, ${CONNECTIONS} connections`,
  async run(context) {
    const { file } = await madeModel('image');
    const served: Served = { model: 'picture', file };
    const project = await makeProject(context.folder, 'picture', file, ['--preprocess', 'imagenet']);
    const photograph = path.join(context.folder, 'photograph.jpg');
    const bytes = await jpeg(project);
    await writeFile(photograph, bytes);
    const seconds = LONGER * context.seconds;
    const { predictions: answer } = await inPython(file, photograph, 0);
    const load: Load = {
      name: `A JPEG of ${Math.round(bytes.length / 1000)} kB`,
      request: undefined,
      answer: { predictions: answer },
      file: { type: 'image/jpeg', bytes },
    };
    const us = { ...ours(project), processes: 'one' as const };
    const entrants = entrantsOf([us, ...peerSides(context.peers, served)]);
    const pressures = [CONNECTIONS, 1].map((connections) => ({ load, connections }));
    const beside = {
      'our parts alone': async () => figures(await inNode(project, photograph, seconds / 2)),
      "Pillow's and NumPy's alone": async () => figures(await inPython(file, photograph, seconds / 2)),
    };
    await predictions('picture', { entrants, pressures, beside }, { ...context, seconds });
  },
};

function figures({ decode, prepare, model }: Parts): Record<string, number> {
  return { 'decode, ms': decode, 'resize and values, ms': prepare, 'model, ms': model };
}

async function inNode(project: string, file: string, seconds: number): Promise<Parts> {
  const script = path.join(import.meta.dirname, '..', 'limits', 'picture-parts.js');
  const args = [script, project, file, `${availableParallelism()}`, `${seconds}`];
  return JSON.parse((await execa(await node24(), args)).stdout) as Parts;
}

/** With the answer that is right. @throws Unavailable where there is no Python, or its packages cannot be installed */
async function inPython(
  model: string,
  file: string,
  seconds: number,
): Promise<Parts & { predictions: unknown[] }> {
  const peers = path.join(packageRoot, 'bench', 'peers');
  const programs = await venv('fastapi', path.join(peers, 'fastapi', 'requirements.txt'));
  const env = { MODEL: model, THREADS: `${availableParallelism()}` };
  const args = [path.join(peers, 'picture.py'), file, `${seconds}`];
  const { stdout } = await execa(path.join(programs, 'python'), args, { env });
  return JSON.parse(stdout) as Parts & { predictions: unknown[] };
}

/** What of sharp is used here. */
type Sharp = (
  pixels: Buffer,
  options: object,
) => {
  jpeg(options: object): { toBuffer(): Promise<Buffer> };
};

/** Waves with some noise, as large a file as that of a photograph. */
async function jpeg(project: string): Promise<Buffer> {
  const sharp = createRequire(`${project}/package.json`)('sharp') as Sharp;
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  let noise = 20;
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [Math.floor(at / 3) % WIDTH, Math.floor(at / 3 / WIDTH)];
    noise = (noise * 1_103_515_245 + 12_345) % 2 ** 31;
    const wave = Math.sin(x / (20 + (at % 3) * 9)) * Math.cos(y / 33);
    pixels[at] = 128 + 90 * wave + (noise / 2 ** 31 - 0.5) * 24;
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 };
  return sharp(pixels, { raw }).jpeg({ quality: 88 }).toBuffer();
}
