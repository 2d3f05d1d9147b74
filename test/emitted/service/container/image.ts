import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { emptyFolder } from '../../../cli.ts';
import { emit } from '../../emit.ts';

export async function docker(...args: string[]): Promise<string> {
  return (await execa('docker', args)).stdout;
}

/** An image of sample:iris, and how to run it with the models of other projects. */
export interface Image {
  name: string;
  /** A folder `model` of a project of this ONNX file, for `docker run -v`. */
  modelOf(name: string, file: Buffer): Promise<string>;
  remove(): Promise<void>;
}

/** @param name of the image, and of the project in it. */
export async function buildImage(name: string): Promise<Image> {
  const { directory, remove } = await emptyFolder();
  const project = path.join(directory, name);
  await emit(project, { model: 'sample:iris' });
  await execa('docker', ['build', '-t', name, '.'], { cwd: project });
  return {
    name,
    async modelOf(other, file) {
      const folder = path.join(directory, other);
      await mkdir(folder);
      await writeFile(path.join(folder, 'written.onnx'), file);
      await emit(path.join(folder, name), { model: path.join(folder, 'written.onnx') });
      return path.join(folder, name, 'model');
    },
    async remove() {
      await execa('docker', ['rmi', '-f', name], { reject: false });
      await remove();
    },
  };
}

/** A container that is ready. */
export interface Container {
  name: string;
  /** Its own address: between it and the tests there is no proxy that takes connections in its stead. */
  address: { host: string; port: number };
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Waits for its end. @returns the exit code that `docker inspect` tells. */
  exitCode(): Promise<number>;
  logs(): Promise<string>;
  remove(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/** @param options of `docker run`, before the name of the image. */
export async function runContainer({ name: image }: Image, options: string[]): Promise<Container> {
  const name = `${image}-${Math.random().toString(36).slice(2, 8)}`;
  await docker('run', '-d', '--name', name, ...options, image);
  const host = await docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', name);
  const container: Container = {
    name,
    address: { host, port: 8000 },
    signal: async (signal) => {
      await docker('kill', '--signal', signal, name);
    },
    exitCode: async () => Number(await docker('wait', name)),
    logs: async () => (await execa('docker', ['logs', name], { all: true })).all,
    remove: async () => {
      await docker('rm', '-f', name);
    },
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!/"msg":"ready"/.test(await container.logs())) {
    if (Date.now() > deadline) throw new Error(`${name} is not ready:\n${await container.logs()}`);
    await sleep(100);
  }
  return container;
}
