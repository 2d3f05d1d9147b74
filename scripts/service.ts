import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseModel } from '../lib/model/model.ts';
import { hashOf } from '../lib/sha256.ts';
import { formatJson } from '../lib/json.ts';
import { GOLDEN } from '../lib/project/plan.ts';
import { STEP_LAYERS } from '../lib/interview/layer-names.ts';
import { mergePatch, type Json } from '../lib/layers/package-json.ts';
import { packageRoot } from '../lib/package.ts';
import { npmOn24 } from './node24.ts';

/**
 * templates/service is a living project: it is installed and gets a sample's model, so that it runs in place. What the
 * layers for pictures and texts need lies beside its own packages: tests make projects of all kinds with them.
 */
const directory = path.join(packageRoot, 'templates', 'service');

/** No registry's address travels in a lock, and a root's .npmrc does not reach a project in a subfolder. */
const NPM_FLAGS = ['--ignore-scripts', '--omit-lockfile-registry-resolved'];

/** Makes the lock of a service again, without the address of a registry whatever the user's configuration is. */
export async function lock(service: string): Promise<void> {
  await npmOn24(['install', '--package-lock-only', ...NPM_FLAGS], service);
}

/** A layer that brings packages brings the lock of the service with them, too: a whole file replaces the one below. */
async function lockLayers(): Promise<void> {
  for (const layer of STEP_LAYERS) {
    const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-lock-'));
    try {
      const service = await packageOf('service');
      await writeFile(
        path.join(folder, 'package.json'),
        formatJson(mergePatch(service, await packageOf(layer))),
      );
      await copyFile(path.join(directory, 'package-lock.json'), path.join(folder, 'package-lock.json'));
      await lock(folder);
      await copyFile(path.join(folder, 'package-lock.json'), layerFile(layer, 'package-lock.json'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function packageOf(layer: string): Promise<Json> {
  return JSON.parse(await readFile(layerFile(layer, 'package.json'), 'utf8')) as Json;
}

function layerFile(layer: string, name: string): string {
  return path.join(packageRoot, 'templates', layer, name);
}

async function install(): Promise<void> {
  const locks = ['service', ...STEP_LAYERS].map((layer) => readFile(layerFile(layer, 'package-lock.json')));
  const wanted = hashOf(Buffer.concat(await Promise.all(locks)));
  const stamp = path.join(directory, 'node_modules', '.installed-from');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  await npmOn24(['ci', ...NPM_FLAGS], directory);
  await npmOn24(['install', '--no-save', ...NPM_FLAGS, ...(await packagesOfLayers())], directory);
  await writeFile(stamp, wanted);
}

/** In the versions that the layers' locks have. */
async function packagesOfLayers(): Promise<string[]> {
  const ofLayer = async (layer: string): Promise<string[]> => {
    const { dependencies } = (await packageOf(layer)) as { dependencies: Record<string, string> };
    const lock = JSON.parse(await readFile(layerFile(layer, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string }>;
    };
    return Object.keys(dependencies).map(
      (name) => `${name}@${lock.packages[`node_modules/${name}`]!.version}`,
    );
  };
  return (await Promise.all(STEP_LAYERS.map(ofLayer))).flat();
}

async function putSample(): Promise<void> {
  const { card, golden, copy } = await chooseModel('sample:iris', packageRoot);
  await mkdir(path.join(directory, 'model'), { recursive: true });
  await copy!(directory);
  await writeFile(path.join(directory, 'model', 'card.json'), formatJson(card));
  await writeFile(path.join(directory, ...GOLDEN.split('/')), formatJson(golden));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'lock') {
    await lock(directory);
    await lockLayers();
  }
  await install();
  await putSample();
}
