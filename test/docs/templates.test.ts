import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../lib/project/manifest.ts';
import { emptyFolder, tree } from '../cli.ts';
import { follow } from './templates.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

describe('docs/templates.md', () => {
  let directory: string;
  let remove: () => Promise<void>;
  const at = (file: string) => path.join(directory, ...file.split('/'));
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
  });
  afterAll(() => remove());

  it(
    'is right, word for word',
    async () => {
      // No registry is needed for what the document shows.
      expect(await follow({ directory, more: '--skip-install' }, () => false)).toEqual([]);
    },
    WITH_NPM_MS,
  );

  it('has the four things in the project', async () => {
    const text = (file: string) => readFile(at(`irisapi/${file}`), 'utf8');
    expect(await text('README.md')).toMatch(
      /^> irisapi is a service of ACME, paid by cost centre 4711\.\n\n# irisapi/,
    );
    expect(JSON.parse(await text('package.json'))).toMatchObject({
      license: 'UNLICENSED',
      dependencies: { 'pretty-ms': '^9.3.0' },
    });
    expect(await text('app.ts')).toMatch(
      /^\/\/ Ejected from service\/app\.ts[^]*app\.use\(about\(service\)\)/,
    );
    expect(await text('src/routes/about.ts')).toContain("'/about'");
    const dockerfile = await text('Dockerfile');
    expect(
      dockerfile.match(/^FROM --platform=\S+ registry\.example\.com\/acme\/node:24( AS base)?$/gm),
    ).toHaveLength(2);
    expect(JSON.parse(await text('.yo-rc.json'))['generator-ml-docker']).toMatchObject({
      templates: ['../company'],
      costCentre: '4711',
    });
  });

  it('makes the same project from the folder, from git and from the archive', async () => {
    const filesOf = async (name: string) => {
      const files = await tree(at(name));
      // What has the project's own name in it, and where its templates come from.
      const own =
        /^(\.yo-rc\.json|AGENTS\.md|README\.md|package(-lock)?\.json|Dockerfile|compose\.yaml|\.ml-docker\/.*)$/;
      return Object.entries(files).filter(([file]) => !own.test(file));
    };
    const folder = await filesOf('irisapi');
    expect(folder.length).toBeGreaterThan(60);
    expect(await filesOf('fromgit')).toEqual(folder);
    expect(await filesOf('fromnpm')).toEqual(folder);
    const named = async (file: string, name: string) =>
      (await readFile(at(`${name}/${file}`), 'utf8')).replaceAll(name, 'irisapi');
    expect(await named('Dockerfile', 'fromgit')).toBe(await named('Dockerfile', 'irisapi'));
    expect(await named('Dockerfile', 'fromnpm')).toBe(await named('Dockerfile', 'irisapi'));
    const top = async (name: string) => (await readManifest(at(name)))!.layers.at(-1)!;
    const { stdout: commit } = await execa('git', ['rev-parse', 'v1.0.0^{commit}'], {
      cwd: at('company-templates'),
    });
    expect(await top('fromgit')).toMatchObject({ name: 'company-templates', pin: commit });
    expect(await top('fromnpm')).toMatchObject({ source: '../acme-templates-1.0.0.tgz' });
  });
});
