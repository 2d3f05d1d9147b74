import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** Files by their path. */
export type Tree = Record<string, string>;

export async function writeTree(directory: string, tree: Tree): Promise<void> {
  for (const [file, text] of Object.entries(tree)) {
    const place = path.join(directory, ...file.split('/'));
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
}

/** A bare repository with one commit for each tree; returns its URL for `--templates` and the commits. */
export async function publishGit(
  folder: string,
  ...trees: Tree[]
): Promise<{ url: string; commits: string[] }> {
  const work = path.join(folder, 'work');
  const bare = path.join(folder, 'layers.git');
  await mkdir(work, { recursive: true });
  const git = async (...args: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    return (await execa('git', [...identity, ...args], { cwd: work })).stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  const commits: string[] = [];
  for (const tree of trees) {
    await git('rm', '-r', '--quiet', '--ignore-unmatch', '.');
    await writeTree(work, tree);
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '-m', 'templates');
    commits.push(await git('rev-parse', 'HEAD'));
  }
  await git('clone', '--quiet', '--bare', '.', bare);
  return { url: `git+file://${bare.split(path.sep).join('/')}`, commits };
}

/** `npm pack` of a package with these files. @returns the .tgz */
export async function packNpm(folder: string, tree: Tree, version = '1.0.0'): Promise<string> {
  const work = path.join(folder, `package-${version}`);
  await writeTree(work, { 'package.json': JSON.stringify({ name: 'templates', version }), ...tree });
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: work });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return path.join(folder, filename);
}

/** A registry with these versions of the package `templates`, as npm asks for them over HTTP. */
export async function registry(
  archives: Record<string, string>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(
    (request, response) => void answer(request.url!).then((body) => response.end(body)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const answer = async (asked: string): Promise<string | Buffer> => {
    const archive = archives[asked.slice('/-/'.length).replace('.tgz', '')];
    if (archive !== undefined) return readFile(archive);
    const versions = await Promise.all(
      Object.entries(archives).map(async ([version, file]) => {
        const integrity = `sha512-${createHash('sha512')
          .update(await readFile(file))
          .digest('base64')}`;
        return [
          version,
          { name: 'templates', version, dist: { tarball: `${url}-/${version}.tgz`, integrity } },
        ];
      }),
    );
    const latest = Object.keys(archives).at(-1);
    return JSON.stringify({
      name: 'templates',
      'dist-tags': { latest },
      versions: Object.fromEntries(versions),
    });
  };
  return { url, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
