import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { call } from '../../container/engine/cli.ts';
import { NAME_LABEL } from '../../container/engine/container.ts';
import { findEngine } from '../../container/engine/engine.ts';
import { findImage } from '../../container/engine/image.ts';
import { readModel } from '../../onnx/model/model.ts';
import { writeServable } from '../../onnx/servable.ts';
import { findProject } from '../../project/project.ts';

/** What came of loading a model into the runtime that will serve it. */
export interface Loaded {
  /** Which runtime it was: a folder with the package, or an image. */
  by: string;
  /** The runtime's own words where it refused the model. */
  refusal?: string;
}

/** A way to run the script below with a model; undefined comes from one that tells nothing of the model. */
interface Runtime {
  by: string;
  load: (folder: string) => Promise<{ exitCode: number | undefined; stderr: string }>;
}

/** A large model takes seconds. */
const TIMEOUT_MS = 120_000;
const REFUSED = 3;
const FILE = 'model.onnx';

/** For `node -e`, which is given the runtime's package and the model: ends with 3 where the model is refused. */
const SCRIPT = `
const [, runtime, model] = process.argv;
require(runtime).InferenceSession.create(model, { logSeverityLevel: 4 })
  .then(() => process.exit(0), (error) => process.stderr.write(error.message, () => process.exit(${REFUSED})));`;

/**
 * Loads a model as it would be served, with the packages of the project that the working folder or the model lies in, or
 * else in the image that was built of that project; in a process of its own, which the runtime may abort.
 * @returns undefined where there is neither, or where what happened tells nothing of the model
 */
export async function loadModel(file: string, cwd: string): Promise<Loaded | undefined> {
  const runtime = installedRuntime([cwd, path.dirname(file)]) ?? (await builtRuntime(cwd));
  if (runtime === undefined) return undefined;
  const temporary = await mkdtemp(path.join(tmpdir(), 'ml-docker-inspect-'));
  try {
    const folder = path.join(temporary, 'model');
    await writeServable(await readModel(file), file, path.join(folder, FILE));
    const { exitCode, stderr } = await runtime.load(folder);
    if (exitCode === 0) return { by: runtime.by };
    // A slim system lacks it; the service and its image bring it along.
    if (exitCode !== REFUSED || stderr.includes('en_US.UTF-8')) return undefined;
    return { by: runtime.by, refusal: reasonIn(stderr) };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The package as Node finds it from one of the folders. */
function installedRuntime(folders: string[]): Runtime | undefined {
  for (const folder of folders) {
    try {
      const entry = createRequire(path.join(folder, 'package.json')).resolve('onnxruntime-node');
      const by = entry.slice(0, entry.lastIndexOf('node_modules') + 'node_modules'.length);
      return { by: path.relative(folders[0]!, by) || by, load: (model) => loadHere(entry, model) };
    } catch {
      continue;
    }
  }
  return undefined;
}

async function loadHere(entry: string, folder: string): ReturnType<Runtime['load']> {
  const locale = path.join(path.dirname(folder), 'en_US.utf8');
  const plain = '/usr/lib/locale/C.utf8';
  const offersLocale = existsSync(plain);
  if (offersLocale) await symlink(plain, locale);
  const { execa } = await import('execa');
  const { exitCode, stderr } = await execa(process.execPath, ['-e', SCRIPT, entry, path.join(folder, FILE)], {
    reject: false,
    stdin: 'ignore',
    timeout: TIMEOUT_MS,
    env: { ORT_DISABLE_TELEMETRY: '1', ...(offersLocale && { LOCPATH: path.dirname(locale) }) },
  });
  return { exitCode, stderr };
}

/** The image of the project in the working folder, where its engine answers and has it. */
async function builtRuntime(cwd: string): Promise<Runtime | undefined> {
  const project = await findProject(cwd).catch(() => undefined);
  if (project === undefined) return undefined;
  const { name } = project.answers;
  const engine = await findEngine().catch(() => undefined);
  const image = engine && (await findImage(engine, name).catch(() => undefined));
  if (image?.labels[NAME_LABEL] !== name) return undefined;
  return {
    by: `the image ${name}`,
    async load(folder) {
      const limits = ['--network', 'none', '--cap-drop', 'ALL', '--entrypoint', 'node'];
      const script = ['-e', SCRIPT, '/app/node_modules/onnxruntime-node', `/inspected/${FILE}`];
      const created = await call(engine!.command, ['create', ...limits, name, ...script]);
      const id = created.stdout.trim();
      if (created.exitCode !== 0) return { exitCode: undefined, stderr: created.stderr };
      try {
        // An engine at the other end of a network has none of this machine's folders.
        const copied = await call(engine!.command, ['cp', folder, `${id}:/inspected`]);
        if (copied.exitCode !== 0) return { exitCode: undefined, stderr: copied.stderr };
        return await call(engine!.command, ['start', '--attach', id], { timeout: TIMEOUT_MS });
      } finally {
        await call(engine!.command, ['rm', '--force', id]);
      }
    },
  };
}

/** One line, without the places of files. */
function reasonIn(stderr: string): string {
  const [line = ''] = stderr.trim().split('\n');
  return line
    .replace(/Load model from \S+ failed:\s*/, '')
    .replace(/^(Type )?Error: (?=Type Error)/, '')
    .slice(0, 500);
}
