import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { create } from '../../lib/commands/create/create.ts';
import { packageRoot } from '../../lib/package.ts';
import { npmOn24 } from '../../scripts/node24.ts';
import { quietIo } from '../emitted/emit.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';
import { editAsOwner, OlderProject } from './edited.ts';

describe('a project of 0.1.0 with edits of its owner, updated', async () => {
  it.skipIf(await lacks('runtime'))(
    'passes all of its tests',
    async () => {
      const project = await OlderProject.unpack();
      await editAsOwner(project);
      await create({ cwd: project.directory, flags: { yes: true, skipInstall: true } }, quietIo());
      const installed = path.join(packageRoot, 'templates', 'service', 'node_modules');
      await symlink(installed, project.at('node_modules'), 'junction');
      const { all } = await npmOn24(['test'], project.directory);
      expect(all).toMatch(/(?:ℹ|#) fail 0/);
      process.stdout.write(`updated from 0.1.0: ${/(?:ℹ|#) pass \d+/.exec(all)?.[0]}\n`);
      await project.remove();
    },
    WITH_NPM_MS,
  );
});
