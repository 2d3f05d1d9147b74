import { access, copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { npmOn24 } from '../../scripts/node24.ts';
import { lock } from '../../scripts/service.ts';
import type { Card } from '../../lib/onnx/card/card.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import type { Card as EmittedCard } from '../../templates/service/src/card.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const service = path.join(packageRoot, 'templates', 'service');

/** The generator writes the card that the service reads: the compiler holds the two interfaces together. */
export const asTheServiceReadsIt = (card: Card): EmittedCard => card;

describe('the living service, in place', () => {
  // `npm run service` has installed it and put a sample's model there.
  beforeAll(() => access(path.join(service, 'model', 'model.onnx')));

  it(
    'has no type error',
    async () => {
      await npmOn24(['run', 'check'], service);
    },
    WITH_NPM_MS,
  );

  it(
    'passes the tests that every emitted project has',
    async () => {
      const { all } = await npmOn24(['test'], service);
      expect(all).toMatch(/(?:ℹ|#) fail 0/);
      process.stdout.write(`templates/service: ${/(?:ℹ|#) pass \d+/.exec(all)?.[0]}\n`);
    },
    WITH_NPM_MS,
  );
});

describe('the lock of the service', () => {
  it('names no registry', async () => {
    expect(await readFile(path.join(service, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  it('is made without one also where the user has no npm configuration', async () => {
    const { directory, remove } = await emptyFolder();
    await copyFile(path.join(service, 'package.json'), path.join(directory, 'package.json'));
    const { stdout: registry } = await execa('npm', ['config', 'get', 'registry']);
    vi.stubEnv('npm_config_userconfig', path.join(directory, 'empty-npmrc'));
    vi.stubEnv('npm_config_registry', registry);
    await lock(directory);
    vi.unstubAllEnvs();
    const made = await readFile(path.join(directory, 'package-lock.json'), 'utf8');
    expect(made).toContain('"node_modules/express"');
    expect(made).not.toContain('"resolved"');
    await remove();
  });
});
