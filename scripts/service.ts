import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseModel } from '../lib/model/model.ts';
import { hashOf } from '../lib/sha256.ts';
import { formatJson } from '../lib/json.ts';
import { GOLDEN } from '../lib/project/plan.ts';
import { packageRoot } from '../lib/package.ts';
import { npmOn24 } from './node24.ts';

/** templates/service is a living project: it is installed and gets a sample's model, so that it runs in place. */
const directory = path.join(packageRoot, 'templates', 'service');

/** No registry's address travels in a lock, and a root's .npmrc does not reach a project in a subfolder. */
const NPM_FLAGS = ['--ignore-scripts', '--omit-lockfile-registry-resolved'];

/** Makes the lock of a service again, without the address of a registry whatever the user's configuration is. */
export async function lock(service: string): Promise<void> {
  await npmOn24(['install', '--package-lock-only', ...NPM_FLAGS], service);
}

async function install(): Promise<void> {
  const wanted = hashOf(await readFile(path.join(directory, 'package-lock.json')));
  const stamp = path.join(directory, 'node_modules', '.installed-from');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  await npmOn24(['ci', ...NPM_FLAGS], directory);
  await writeFile(stamp, wanted);
}

async function putSample(): Promise<void> {
  const { card, golden, copy } = await chooseModel('sample:iris', packageRoot);
  await mkdir(path.join(directory, 'model'), { recursive: true });
  await copy!(directory);
  await writeFile(path.join(directory, 'model', 'card.json'), formatJson(card));
  await writeFile(path.join(directory, ...GOLDEN.split('/')), formatJson(golden));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'lock') await lock(directory);
  await install();
  await putSample();
}
