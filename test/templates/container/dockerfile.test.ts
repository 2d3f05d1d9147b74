import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { irisFile } from './iris.ts';

/** The instructions of each stage, each on one line. */
async function stages(answers: Parameters<typeof irisFile>[1] = {}): Promise<string[][]> {
  const text = await irisFile('Dockerfile', answers);
  const lines = text.split('\n');
  const result: string[][] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') result.push([]);
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

  it('prepares in three stages and ends with the base image', async () => {
    expect((await stages()).map(([from]) => from)).toEqual([
      'FROM --platform=${BUILDPLATFORM:-linux/amd64} node:24-bookworm-slim AS dependencies',
      'FROM dependencies AS model',
      'FROM dependencies AS runtime',
      'FROM node:24-bookworm-slim',
    ]);
  });

  it('needs nothing that one of the builders lacks', async () => {
    const text = await irisFile('Dockerfile');
    expect(text).not.toMatch(/--mount|<<|# syntax=|--chmod|--link|--start-interval/);
  });

  it('runs nothing in the last stage', async () => {
    expect((await stages()).at(-1)!.filter((line) => line.startsWith('RUN'))).toEqual([]);
  });

  it('copies what changes seldom first, and the model alone', async () => {
    const copies = (await stages()).at(-1)!.filter((line) => line.startsWith('COPY'));
    expect(copies).toEqual([
      'COPY --from=runtime /app/node_modules ./node_modules',
      'COPY --from=model --chown=1000:1000 /app/model ./model',
      'COPY --chown=1000:1000 package.json app.ts ./',
      'COPY --chown=1000:1000 src ./src',
    ]);
  });

  it('installs from the lock, before it sees the code', async () => {
    const [dependencies] = await stages();
    const copy = dependencies!.indexOf('COPY package.json package-lock.json .npmrc ./');
    const install = dependencies!.findIndex((line) => line.startsWith('RUN npm ci --omit=dev'));
    expect(copy).toBeGreaterThan(0);
    expect(install).toBeGreaterThan(copy);
    expect(dependencies).toContain('ENV ONNXRUNTIME_NODE_INSTALL=skip');
  });

  it('loads the model before there is an image', async () => {
    expect((await stages())[1]).toContain('RUN node src/check.ts');
  });

  it('gives the port, the user and the start', async () => {
    const last = (await stages({ port: 9001 })).at(-1)!;
    expect(last).toContain('ENV NODE_ENV=production HOST=0.0.0.0 PORT=9001 ORT_DISABLE_TELEMETRY=1');
    expect(last).toContain('EXPOSE 9001');
    expect(last).toContain('USER 1000:1000');
    expect(last.at(-1)).toBe('CMD ["node", "app.ts"]');
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
    expect(await irisFile('Dockerfile')).toContain(`org.opencontainers.image.version="${version}"`);
  });
});

describe('the base image', () => {
  it.each(['node:22-bookworm-slim', 'docker.io/library/node:24', 'mirror.example/library/node:24', 'node'])(
    '%s prepares as well, because it has npm',
    async (baseImage) => {
      const from = (await stages({ baseImage })).map(([line]) => line!);
      expect(from[0]).toContain(` ${baseImage} AS dependencies`);
      expect(from.at(-1)).toBe(`FROM ${baseImage}`);
    },
  );

  it.each(['company.example/python-node:3', 'gcr.io/distroless/nodejs24-debian12'])(
    '%s leaves the preparing to the official image, and its entry point behind',
    async (baseImage) => {
      const all = await stages({ baseImage });
      expect(all[0]![0]).toContain(' node:24-bookworm-slim AS dependencies');
      expect(all.at(-1)![0]).toBe(`FROM ${baseImage}`);
      expect(all.at(-1)).toContain('ENTRYPOINT []');
    },
  );

  it('keeps its entry point where it is the official one', async () => {
    expect(await irisFile('Dockerfile')).not.toContain('ENTRYPOINT');
  });

  it('finds node where it is a distroless one', async () => {
    const last = (await stages({ baseImage: 'gcr.io/distroless/nodejs24-debian12' })).at(-1)!;
    expect(last).toContain('ENV PATH=/nodejs/bin:$PATH');
  });
});

describe('.dockerignore', () => {
  it('keeps what an image must not have out of the build', async () => {
    const lines = (await irisFile('.dockerignore')).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['node_modules', 'test', '.git', '.ml-docker', '.env*']));
  });
});
