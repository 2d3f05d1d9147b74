import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import * as tar from 'tar';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';

/**
 * What version 0.1.0 made of `ml-docker api --model sample:iris --yes --skip-install`, byte for byte. A later release
 * puts its own beside it: `tar -c . | brotli`, in the folder of the project.
 */
const ARCHIVE = path.join(packageRoot, 'test', 'updates', 'iris-0.1.0.tar.br');

const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.autocrlf=false'];

/** A project of an older version. */
export class OlderProject {
  readonly directory: string;
  readonly remove: () => Promise<void>;

  private constructor(directory: string, remove: () => Promise<void>) {
    this.directory = directory;
    this.remove = remove;
  }

  static async unpack(): Promise<OlderProject> {
    const { directory, remove } = await emptyFolder();
    await tar.x({ file: ARCHIVE, brotli: true, cwd: directory });
    return new OlderProject(directory, remove);
  }

  at(file: string): string {
    return path.join(this.directory, ...file.split('/'));
  }

  read(file: string): Promise<string> {
    return readFile(this.at(file), 'utf8');
  }

  /** @throws Error  where the text to replace is not there */
  async edit(file: string, old: string, now: string): Promise<void> {
    const text = await this.read(file);
    if (!text.includes(old)) throw new Error(`${file} has no ${old}`);
    await writeFile(
      this.at(file),
      text.replace(old, () => now),
    );
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await execa('git', [...IDENTITY, ...args], { cwd: this.directory });
    return stdout;
  }

  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
  }
}

/** A route of the owner's, as the documentation of 0.1.0 describes one. */
const ROUTE = `import { Router } from 'express';
import { onlyMethods } from '../http/errors.ts';
import { sendJson } from '../http/send.ts';
import type { Service } from '../service.ts';

/** GET /about: what is served here, and by whom. */
export function about({ config }: Service): Router {
  const router = Router();
  router.get('/about', (_request, response) => sendJson(response, { name: config.name, team: 'data' }));
  router.all('/about', onlyMethods('GET', 'HEAD'));
  return router;
}
`;

const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { post, startService } from '../scripts/start.ts';
import { teamOf } from '../src/log.ts';
import { toHalf } from '../src/tensors/half.ts';

test('GET /about names the team', async () => {
  const service = await startService();
  try {
    const response = await fetch(\`\${service.url}/about\`);
    assert.deepEqual(await response.json(), { name: 'api', team: 'data' });
    assert.equal((await post(\`\${service.url}/about\`, {})).status, 405);
  } finally {
    await service.stop();
  }
});

test('the log names the team', () => assert.equal(teamOf(), 'data'));
test('one is one', () => assert.equal(toHalf(1), 0x3c00));
`;

/** Two commits in git: the project as it was, and edits by its owner: in files that stay, that move, that go with one, and files of the owner's own. */
export async function editAsOwner(project: OlderProject): Promise<void> {
  await project.git('init', '--quiet');
  await project.commit('As version 0.1.0 made it');
  await writeFile(project.at('src/routes/about.ts'), ROUTE);
  await writeFile(project.at('test/about.test.ts'), TEST);
  await writeFile(
    project.at('src/team.ts'),
    "/** Who answers for this service. */\nexport const team = 'data';\n",
  );
  await project.edit(
    'app.ts',
    "import { docs } from './src/routes/docs.ts';",
    "import { about } from './src/routes/about.ts';\nimport { docs } from './src/routes/docs.ts';",
  );
  await project.edit(
    'app.ts',
    'app.use(docs(service));',
    'app.use(about(service));\napp.use(docs(service));',
  );
  await project.edit(
    'src/log.ts',
    "import type { Logger } from 'pino';\n",
    "import type { Logger } from 'pino';\nimport { team } from './team.ts';\n",
  );
  await project.edit('src/log.ts', 'base: null', 'base: { team }');
  await project.edit('src/log.ts', '/** A log', 'export const teamOf = (): string => team;\n\n/** A log');
  await project.edit(
    'src/http/errors.ts',
    'shows what there is.`',
    'shows what there is; ask the data team.`',
  );
  await project.edit(
    'src/predict/request.ts',
    "import type { Card, CardOutput } from '../card.ts';",
    "// Rows and tensors alike.\nimport type { Card, CardOutput } from '../card.ts';",
  );
  await project.edit(
    'src/config.ts',
    '/** @throws Error that names',
    '/** Ours: see the wiki. @throws Error that names',
  );
  await project.edit('scripts/bench.ts', '\n', '\n// Measured every Friday.\n');
  await project.edit(
    'package.json',
    '"bench": "node -r ./src/preflight.cjs scripts/bench.ts"',
    '"bench": "node -r ./src/preflight.cjs scripts/bench.ts",\n    "bench:long": "node scripts/bench.ts --seconds 60"',
  );
  await project.edit('package.json', 'Predictions of one ONNX model over HTTP.', 'Which iris is it?');
  await project.edit('Dockerfile', 'EXPOSE 8000', '# Needed by src/log.ts.\nENV TEAM=data\nEXPOSE 8000');
  await project.edit('README.md', '# ', 'Errors are worded in src/problems.ts.\n\n# ');
  await rm(project.at('test/cpu.test.ts'));
  await project.commit('Edits of the owner');
}
