import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { hostNodeRunsService } from '../../../lib/project/host-node.ts';
import { node24 } from '../../../scripts/node24.ts';
import { irisFile } from './iris.ts';

/** The instructions of each stage, each on one line. */
async function stages(answers: Parameters<typeof irisFile>[1] = {}): Promise<string[][]> {
  const text = await irisFile('Dockerfile', answers);
  const lines = text.split('\n');
  const result: string[][] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    // An ARG before the first FROM belongs to none of them.
    if (instruction.getKeyword() === 'FROM') result.push([]);
    if (result.length === 0) continue;
    const { start, end } = instruction.getRange();
    const own = lines.slice(start.line, end.line + 1).map((line) => line.replace(/ *\\$/, '').trim());
    result.at(-1)!.push(own.join(' '));
  }
  return result;
}

describe('the Dockerfile', () => {
  it('shows every word that a tutorial teaches', async () => {
    const keywords = (await stages()).flat().map((line) => line.split(' ')[0]);
    expect(keywords).toEqual(expect.arrayContaining(['FROM', 'WORKDIR', 'COPY', 'RUN', 'EXPOSE', 'CMD']));
  });

  it('explains each of them', async () => {
    const text = await irisFile('Dockerfile');
    for (const word of ['FROM', 'WORKDIR', 'COPY', 'RUN', 'EXPOSE', 'CMD'])
      expect(text).toContain(`# ${word}: `);
  });

  it('prepares in five stages and ends with the base image', async () => {
    expect((await stages()).map((stage) => stage.find((line) => line.startsWith('FROM')))).toEqual([
      'FROM --platform=${BUILDPLATFORM:-$BUILDER} node:24-bookworm-slim AS base',
      'FROM base AS dependencies',
      'FROM dependencies AS model',
      'FROM dependencies AS runtime',
      'FROM dependencies AS files',
      'FROM --platform=${TARGETPLATFORM:-$BUILDER} node:24-bookworm-slim',
    ]);
  });

  it('looks at the base image first, in a stage that all the others need, so that no builder leaves it out', async () => {
    for (const baseImage of ['node:24-bookworm-slim', 'company.example/base:1']) {
      const all = await stages({ baseImage });
      expect(all[0]!.at(-1)).toBe('RUN ["node", "/check-base.cjs"]');
      const model = all.find(([from]) => from!.endsWith(' AS model'))!;
      expect(model).toContain('RUN ["node", "src/serving/check.ts"]');
      // The image has the model from `files`, which has it from `model`, which starts from `base`.
      expect(all.at(-1)).toContain('COPY --from=files /layers/model /');
      expect(all.at(-2)).toContain('COPY --from=model /app/model ./model');
      const start = all.find(([from]) => from === 'FROM base AS dependencies') ? 'dependencies' : 'base';
      expect(model[0]).toBe(`FROM ${start} AS model`);
    }
  });

  it('needs nothing that one of the builders lacks', async () => {
    const text = await irisFile('Dockerfile');
    expect(text).not.toMatch(/--mount|<<|# syntax=|--chmod|--link|--start-interval/);
  });

  it('runs nothing in the last stage', async () => {
    expect((await stages()).at(-1)!.filter((line) => line.startsWith('RUN'))).toEqual([]);
  });

  it('copies what changes seldom first, each into a layer of its own', async () => {
    const copies = (await stages()).at(-1)!.filter((line) => line.startsWith('COPY'));
    expect(copies).toEqual([
      'COPY --from=runtime /layers/runtime /',
      'COPY --from=runtime /layers/dependencies /',
      'COPY --from=files /layers/model /',
      'COPY --from=files /layers/code /',
      'COPY --from=files /layers/found /',
    ]);
  });

  it('installs from the lock, before it sees the code', async () => {
    const [, dependencies] = await stages();
    const copy = dependencies!.indexOf('COPY package.json package-lock.json .npmrc* ./');
    const install = dependencies!.findIndex((line) => line.includes('npm ci'));
    expect(copy).toBeGreaterThan(0);
    expect(install).toBeGreaterThan(copy);
    expect(dependencies).toContain('ENV ONNXRUNTIME_NODE_INSTALL=skip');
  });

  it('has no variable that may hold a login in the text of a RUN, where BuildKit would show its value', async () => {
    const runs = (await stages()).flat().filter((line) => line.startsWith('RUN'));
    for (const run of runs)
      expect(run.replace('${NPMRC:+--userconfig=/dev/stdin}', '')).not.toMatch(/\$\{?NPMRC/);
  });

  it('gives the port, the user and the start', async () => {
    const last = (await stages({ port: 9001 })).at(-1)!;
    expect(last).toContain(
      'ENV NODE_ENV=production HOST=0.0.0.0 PORT=9001 ORT_DISABLE_TELEMETRY=1 MALLOC_ARENA_MAX=2 NODE_COMPILE_CACHE=/app/.compiled NODE_OPTIONS=--max-semi-space-size=8',
    );
    expect(last).toContain('EXPOSE 9001');
    expect(last).toContain('USER 1000:1000');
    expect(last.at(-1)).toBe('CMD ["node", "--import", "./src/serving/processes/processes.ts", "app.ts"]');
  });

  it('asks /readyz for the health, without curl', async () => {
    const health = (await stages()).at(-1)!.find((line) => line.startsWith('HEALTHCHECK'));
    expect(health).toMatch(/--interval=5s .*CMD \["node", "-e", "http\.get\(.*\/readyz/);
  });

  it('says whose image it is, and of which model', async () => {
    const text = await irisFile('Dockerfile', { name: 'studentapi' });
    expect(text).toContain('io.github.ml-docker.name="studentapi"');
    expect(text).toContain('org.opencontainers.image.title="studentapi"');
    expect(text).toMatch(/io\.github\.ml-docker\.model\.sha256="[0-9a-f]{64}"/);
  });

  it('has the version of package.json', async () => {
    const service = path.join(packageRoot, 'templates/service/package.json');
    const { version } = JSON.parse(await readFile(service, 'utf8')) as { version: string };
    expect(await irisFile('Dockerfile')).toContain(`\nARG VERSION=${version}\n`);
  });
});

describe('the base image', () => {
  const fromsOf = (all: string[][]): string[] =>
    all.map((stage) => stage.find((line) => line.startsWith('FROM'))!);

  it.each([
    'node:22-bookworm-slim',
    'node:26-trixie-slim',
    'docker.io/library/node:24',
    'mirror.example/library/node:24',
    'node',
  ])('%s prepares as well, because it has npm', async (baseImage) => {
    const froms = fromsOf(await stages({ baseImage }));
    expect(froms[0]).toContain(` ${baseImage} AS base`);
    expect(froms[1]).toBe('FROM base AS dependencies');
    expect(froms.at(-1)).toBe(`FROM --platform=\${TARGETPLATFORM:-$BUILDER} ${baseImage}`);
  });

  it.each(['company.example/python-node:3', 'gcr.io/distroless/nodejs24-debian12'])(
    '%s leaves the preparing to the official image, and its entry point behind; the model is loaded on it',
    async (baseImage) => {
      const all = await stages({ baseImage });
      const froms = fromsOf(all);
      expect(froms[0]).toContain(` ${baseImage} AS base`);
      expect(froms[1]).toContain(' node:24-bookworm-slim AS dependencies');
      expect(froms[2]).toBe('FROM base AS model');
      expect(froms.at(-1)).toContain(` ${baseImage}`);
      expect(all.at(-1)).toContain('ENTRYPOINT []');
    },
  );

  it('may start as another user: the stages are root’s', async () => {
    expect((await stages({ baseImage: 'company.example/node:24' }))[0]).toContain('USER 0:0');
    expect((await stages())[0]).not.toContain('USER 0:0');
  });

  it('keeps its entry point where it is the official one', async () => {
    expect(await irisFile('Dockerfile')).not.toContain('ENTRYPOINT');
  });

  it('finds node where it is a distroless one, in the first stage and in the image', async () => {
    const all = await stages({ baseImage: 'gcr.io/distroless/nodejs24-debian12' });
    for (const stage of [all[0], all.at(-1)]) expect(stage).toContain('ENV PATH=/nodejs/bin:$PATH');
  });
});

describe('src/serving/scripts/check-base.cjs', () => {
  const check = async (node: string) =>
    execa(node, ['-'], { input: await irisFile('src/serving/scripts/check-base.cjs'), reject: false });

  // It looks for glibc, which only Linux has.
  it.skipIf(process.platform !== 'linux')('has nothing against a Node that runs the service', async () => {
    const { exitCode, stdout } = await check(await node24());
    expect(stdout).toMatch(/^The base image has Node \d+\.\d+\.\d+ and glibc 2\.\d+\.$/);
    expect(exitCode).toBe(0);
  });

  it.skipIf(hostNodeRunsService())('refuses an older one, and says which it is', async () => {
    const { exitCode, stderr } = await check(process.execPath);
    expect(stderr).toContain(`The base image has Node ${process.versions.node}; the service needs 22.18`);
    expect(exitCode).toBe(1);
  });
});

describe('.dockerignore', () => {
  it('lets into the build what the Dockerfile copies, and else nothing', async () => {
    const lines = (await irisFile('.dockerignore')).split('\n').filter((line) => !/^(#|$)/.test(line));
    expect(lines[0]).toBe('*');
    const copies = (await irisFile('Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm);
    const sources = new Set([...copies].flatMap(([, files]) => files!.split(' ')));
    const allowed = lines.flatMap((line) => /^!([^/]+|src\/serving\/.*)$/.exec(line)?.[1] ?? []);
    expect(allowed.toSorted()).toEqual([...sources].toSorted());
    expect(lines.indexOf('model/previous')).toBeGreaterThan(lines.indexOf('!model'));
  });
});
