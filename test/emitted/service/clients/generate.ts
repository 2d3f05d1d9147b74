import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node24 } from '../../../../scripts/node24.ts';
import { programs } from '../../../docs/calling.ts';
import { pythonWith } from '../../../samples/python-environment.ts';
import { lacks } from '../../../skip.ts';
import { serveModel, type Started } from '../started.ts';

const here = path.join(import.meta.dirname, 'generated');

const VERSION = '7.17.0';
const GENERATOR = `org.openapitools:openapi-generator-cli:${VERSION}`;
const JAR = path.join(
  homedir(),
  '.m2/repository/org/openapitools/openapi-generator-cli',
  VERSION,
  `openapi-generator-cli-${VERSION}.jar`,
);

/** For TypeScript's compiler: as strict as it gets. */
const TSC = [
  ...['--strict', '--skipLibCheck', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'],
  ...['--module', 'node16', '--outDir', 'out'],
];

const noMaven = await lacks('maven');

interface Documented {
  paths: { '/predict': { post: { requestBody: { content: { 'application/json': { example: unknown } } } } } };
}

/** A model of which clients are generated. */
export interface Served {
  name: string;
  /** As --model takes it. */
  model: string;
  /** openapi-generator's Python client fails in its own code at numbers nested more than two lists deep. */
  isDeep?: boolean;
}

/** Generates clients of each model by four generators; each sends the documented example, and gets the right answer. */
export async function generateClients(models: Served[]): Promise<void> {
  const python = await pythonWith(path.join(here, 'requirements.txt'));
  let packages: string;
  beforeAll(async () => {
    packages = await mkdtemp(path.join(tmpdir(), 'ml-docker-clients-'));
    await copyFile(path.join(here, 'package.json'), path.join(packages, 'package.json'));
    await execa('npm', ['install', '--silent', '--no-audit', '--no-fund'], { cwd: packages });
  }, 300_000);
  afterAll(() => rm(packages, { recursive: true, force: true }));

  describe.each(models)('generators of clients make one of $name', ({ name, model, isDeep }) => {
    let sent: string;
    let service: Started;
    let folder: string;
    let wanted: unknown;
    beforeAll(async () => {
      service = await serveModel(model);
      folder = path.join(packages, name);
      await mkdir(folder);
      await symlink(path.join(packages, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
      const document = await (await fetch(`${service.url}/openapi.json`)).text();
      await writeFile(path.join(folder, 'openapi.json'), document);
      sent = JSON.stringify(
        (JSON.parse(document) as Documented).paths['/predict'].post.requestBody.content['application/json']
          .example,
      );
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${service.url}/predict`, { method: 'POST', headers, body: sent });
      wanted = await answer.json();
    }, 120_000);
    afterAll(() => service.stop());

    const node = async (file: string, ...args: string[]) =>
      (await execa(await node24(), [file, ...args], { cwd: folder })).stdout;

    it.each([
      ['openapi_typescript', 'openapi-typescript/bin/cli.js', ['openapi.json', '-o', 'schema.d.ts']],
      ['hey_api', '@hey-api/openapi-ts/bin/run.js', ['-i', 'openapi.json', '-o', 'hey']],
    ])(
      'with %s that compiles and answers',
      async (client, generator, args) => {
        const program = `with_${client}`;
        const text = await readFile(path.join(here, `${program}.txt`), 'utf8');
        const own = text.replace('URL', service.url).replace('EXAMPLE', sent);
        await writeFile(path.join(folder, `${program}.ts`), own);
        await node(path.join('node_modules', generator), ...args);
        await node(path.join('node_modules', 'typescript', 'bin', 'tsc'), ...TSC, `${program}.ts`);
        expect(JSON.parse(await node(path.join('out', `${program}.js`)))).toEqual(wanted);
      },
      120_000,
    );

    it('with openapi-python-client that answers', async (test) => {
      const config = path.join(folder, 'config.json');
      await writeFile(config, '{"package_name_override": "generated_client", "post_hooks": []}');
      const output = path.join(folder, 'generated_client');
      const options = ['--path', path.join(folder, 'openapi.json'), '--output-path', output];
      const more = ['--config', config, '--meta', 'none', '--fail-on-warning'];
      await python(test, ['-m', 'openapi_python_client', 'generate', ...options, ...more]);
      const program = path.join(here, 'with_openapi_python_client.py');
      const answer = await python(test, [program, service.url, sent], { PYTHONPATH: folder });
      expect(JSON.parse(answer)).toEqual(wanted);
      if (name !== 'iris') return;
      const [documented] = programs('python').filter(({ program }) => program.includes('irisapi_client'));
      const own = documented!.program
        .replaceAll('irisapi_client', 'generated_client')
        .replace('http://localhost:8000', service.url);
      expect((await python(test, ['-c', own], { PYTHONPATH: folder })).trim()).toBe(
        documented!.output.trim(),
      );
    }, 300_000);

    it.skipIf(noMaven || isDeep)(
      'with openapi-generator that answers',
      async (test) => {
        await execa('mvn', ['-q', 'dependency:get', `-Dartifact=${GENERATOR}`, '-Dtransitive=false']);
        const output = path.join(folder, 'openapi-generator');
        const options = ['-i', path.join(folder, 'openapi.json'), '-g', 'python', '-o', output];
        await execa('java', ['-jar', JAR, 'generate', ...options]);
        const program = path.join(here, 'with_openapi_generator.py');
        const answer = await python(test, [program, service.url, sent], { PYTHONPATH: output });
        expect(JSON.parse(answer)).toEqual(wanted);
      },
      180_000,
    );
  });
}
