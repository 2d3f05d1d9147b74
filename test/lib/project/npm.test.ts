import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../../lib/errors.ts';
import type { Io } from '../../../lib/io/io.ts';
import { npm, reasonOf } from '../../../lib/project/npm.ts';
import { emptyFolder } from '../../cli.ts';

describe('npm in a project', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let said: string[];
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    said = [];
  });
  afterEach(() => remove());
  const io = (): Io => ({
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
    say: (line) => void said.push(line),
    progress: (chunk) => void said.push(chunk),
    write: () => Promise.reject(new Error('nothing is written')),
  });
  const project = async (folder: string, content: object): Promise<string> => {
    const at = path.join(directory, folder);
    await mkdir(at, { recursive: true });
    await writeFile(path.join(at, 'package.json'), JSON.stringify(content));
    return at;
  };
  const failure = (args: string[], at: string): Promise<UserError> =>
    npm(args, at, io()).then(
      () => Promise.reject(new Error('npm did not fail')),
      (error: unknown) => error as UserError,
    );

  it('below a folder with workspaces installs on its own', async () => {
    await project('.', { name: 'mono', private: true, workspaces: ['services/*'] });
    const at = await project('services/api', { name: 'api', version: '1.0.0' });
    const lock = { name: 'api', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'api' } } };
    await writeFile(path.join(at, 'package-lock.json'), JSON.stringify(lock));
    await npm(['ci'], at, io());
    expect(said[0]).toBe('$ npm ci --workspaces=false');
  });

  it('says why npm ci fails, and not how npm ci is used', async () => {
    const { message, details } = await failure(['ci'], await project('api', { name: 'api' }));
    expect(message).toBe('npm ci failed');
    expect(details.join(' ')).toMatch(/can only install with an existing package-lock\.json/);
    expect(details.join('\n')).not.toMatch(/Usage|Clean install|complete log|aliases/);
  });

  it('says what a script said last', async () => {
    const at = await project('api', { name: 'api', scripts: { record: 'node record.cjs' } });
    const script = "console.error('The model cannot be loaded'); process.exitCode = 3;";
    await writeFile(path.join(at, 'record.cjs'), script);
    const { details } = await failure(['run', 'record'], at);
    expect(details).toContain('The model cannot be loaded');
    expect(details.join('\n')).not.toContain('npm error');
  });
});

it.each([
  [
    [
      'npm error code EUSAGE',
      'npm error',
      'npm error `npm ci` can only install packages when they are in sync.',
    ]
      .concat('npm error', 'npm error Missing: express@5.3.0 from lock file', 'npm error')
      .concat('npm error Clean install a project', 'npm error', 'npm error Usage:', 'npm error npm ci'),
    ['`npm ci` can only install packages when they are in sync.', 'Missing: express@5.3.0 from lock file'],
  ],
  [
    [
      'npm ERR! code E404',
      'npm ERR! 404 Not Found - GET https://registry.example.com/nope',
      'npm ERR! ',
    ].concat('npm ERR! A complete log of this run can be found in: /home/me/.npm/_logs/1.log'),
    ['404 Not Found - GET https://registry.example.com/nope'],
  ],
])('the reason in %j', (output, reason) => {
  expect(reasonOf(output.join('\n'))).toEqual(reason);
});
