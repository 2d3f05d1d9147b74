import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { create } from '../../../lib/commands/create/create.ts';
import { exchangeModel, type ModelResult } from '../../../lib/commands/model/model.ts';
import type { Flags } from '../../../lib/interview/answers.ts';
import type { Io } from '../../../lib/io/io.ts';
import { parseJson } from '../../../lib/json.ts';
import type { Card, Golden } from '../../../lib/onnx/card/card.ts';
import { emptyFolder } from '../../cli.ts';

/** A project in a folder of its own, and what a test does with it. */
export interface Exchange {
  /** The folder that the project and the models are in. */
  folder: string;
  /** What was said by the last command. */
  said: string[];
  remove: () => Promise<void>;
  /** Absolute path of a file of the project. */
  at: (file: string) => string;
  save: (name: string, bytes: Buffer | string) => Promise<string>;
  text: (file: string) => Promise<string>;
  card: () => Promise<Card>;
  golden: () => Promise<Golden>;
  /** Runs `ml-docker model` in the project. */
  exchange: (model: string, flags?: Flags) => Promise<ModelResult>;
  /** Runs `ml-docker` in the project. */
  again: (flags?: Flags) => Promise<string>;
  /** Time of the last write, and content, of every file but those of git. */
  state: () => Promise<Record<string, string>>;
}

/** Makes the project `api` of a model: `sample:NAME`, or the bytes of a file. */
export async function projectOf(model: string | Buffer, flags: Flags = {}): Promise<Exchange> {
  const { directory: folder, remove } = await emptyFolder();
  const project = path.join(folder, 'api');
  const said: string[] = [];
  const io: Io = {
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
    say: (line) => void said.push(line),
    progress: (chunk) => void said.push(chunk),
    async write(file, content) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    },
  };
  const at = (file: string): string => path.join(project, ...file.split('/'));
  const text = (file: string): Promise<string> => readFile(at(file), 'utf8');
  const save = async (name: string, bytes: Buffer | string): Promise<string> => {
    const file = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    return file;
  };
  const quiet = { yes: true, skipInstall: true };
  const answer = typeof model === 'string' ? model : await save('first.onnx', model);
  await create({ cwd: folder, directory: 'api', flags: { ...quiet, model: answer, ...flags } }, io);
  return {
    folder,
    said,
    remove,
    at,
    save,
    text,
    card: async () => parseJson(await text('model/card.json')) as Card,
    golden: async () => parseJson(await text('test/golden.json')) as Golden,
    exchange(given, more = {}) {
      said.length = 0;
      return exchangeModel({ directory: project, model: given, flags: { ...quiet, ...more } }, io);
    },
    async again(more = {}) {
      said.length = 0;
      await create({ cwd: project, flags: { ...quiet, ...more } }, io);
      return said.join('\n');
    },
    async state() {
      const entries = await readdir(project, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => path.join(parentPath, name));
      const found = files.map(async (file): Promise<[string, string]> => {
        const { mtimeMs } = await stat(file);
        const name = path.relative(project, file).split(path.sep).join('/');
        return [name, `${mtimeMs} ${(await readFile(file)).toString('base64')}`];
      });
      return Object.fromEntries((await Promise.all(found)).sort());
    },
  };
}

/** The paths that differ between two states, those that came or went included. */
export function differing(before: Record<string, string>, after: Record<string, string>): string[] {
  const files = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...files].filter((file) => before[file] !== after[file]).sort();
}
