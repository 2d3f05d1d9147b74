import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import { fileCall, jsonCall, protocolBytesCall } from './calls.ts';
import { imageRun, type ImageRun } from './image-run.ts';
import type { Side } from './side.ts';

const service = path.join(packageRoot, 'templates', 'service');

/** A project as the command makes it, run as its image runs it. */
export function ours(project: string): Side {
  let node = '';
  let run: ImageRun | undefined;
  return {
    name: 'ours',
    kind: 'ours',
    processes: 'both',
    ready: '/readyz',
    async prepare() {
      node = await node24();
      run = imageRun(await readFile(path.join(project, 'Dockerfile'), 'utf8'), project);
      for (const [, ...step] of run.steps) await execa(node, step, { cwd: project, env: run.env });
    },
    launch: (processes, port) => ({
      file: node,
      args: run!.command.slice(1),
      cwd: project,
      env: { ...run!.env, HOST: '127.0.0.1', PORT: `${port}`, PROCESSES: `${processes}` },
    }),
    call(load) {
      if (load.file) return fileCall(load.file, load.answer);
      return load.binary ? protocolBytesCall(path.basename(project), load.binary) : jsonCall(load);
    },
  };
}

/** Makes a project of a model in a folder, unless it is there from before, with the packages of the living service, which are its own. @returns the folder of the project */
export async function makeProject(
  folder: string,
  name: string,
  model: string,
  flags: string[] = [],
): Promise<string> {
  const project = path.join(folder, name);
  if (existsSync(project)) return project;
  const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');
  await execa(process.execPath, [bin, name, '--model', model, '--yes', '--skip-install', ...flags], {
    cwd: folder,
  });
  await symlink(path.join(service, 'node_modules'), path.join(project, 'node_modules'), 'junction');
  return project;
}
