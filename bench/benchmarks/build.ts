import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { makeProject } from '../sides/ours.ts';
import { Unavailable } from '../sides/side.ts';
import type { Benchmark } from './context.ts';

const NAME = 'ml-docker-bench-iris';
const BASE = 'node:24-bookworm-slim';
const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');

/** What `docker build` takes, at first and after an edit of app.ts, and how large the image is. */
export const build: Benchmark = {
  name: 'build',
  about: 'docker build of sample:iris, and its image',
  async run(context) {
    const { failed } = await execa('docker', ['image', 'inspect', BASE], { reject: false });
    if (failed) throw new Unavailable(`no Docker engine answers that has ${BASE}`);
    const project = await makeProject(context.folder, NAME, 'sample:iris');
    const timed = async (): Promise<number> => {
      const start = performance.now();
      await execa(process.execPath, [bin, 'build'], { cwd: project });
      return (performance.now() - start) / 1000;
    };
    try {
      const first = await timed();
      await appendFile(path.join(project, 'app.ts'), '// An edit.\n');
      const edited = await timed();
      const beyond = (await bytes(NAME)) - (await bytes(BASE));
      const figures = {
        'first build, s': first,
        'after an edit, s': edited,
        'image beyond its base, MB': beyond / 1e6,
      };
      const of = { benchmark: 'build', load: 'sample:iris', side: 'ours', kind: 'ours' as const };
      context.samples.push({ ...of, round: 0, figures });
    } finally {
      await execa('docker', ['image', 'rm', '--force', NAME], { reject: false });
    }
  },
};

async function bytes(image: string): Promise<number> {
  const { stdout } = await execa('docker', ['image', 'inspect', '--format', '{{.Size}}', image]);
  return Number(stdout);
}
