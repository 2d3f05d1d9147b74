import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { node24, npmOn24 } from '../../scripts/node24.ts';
import { emptyFolder } from '../cli.ts';
import { follow } from './templates.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

describe("the company's layer of docs/templates.md, in a project", () => {
  let directory: string;
  let remove: () => Promise<void>;
  const project = () => path.join(directory, 'irisapi');
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const wrong = await follow({ directory, more: '' }, (command) => command.includes('ml-docker irisapi'));
    expect(wrong).toEqual([]);
  }, WITH_NPM_MS);
  afterAll(() => remove());

  it(
    'installs from the lock that npm made for its dependency, and passes the types and tests',
    async () => {
      await npmOn24(['ci', '--no-audit', '--no-fund'], project());
      await npmOn24(['run', 'check'], project());
      await npmOn24(['test'], project());
    },
    WITH_NPM_MS,
  );

  it('answers on its second route', async () => {
    const port = (await nextFreePort(18_950))!;
    const env = { ...process.env, PORT: String(port), LOG_LEVEL: 'warn' };
    const service = spawn(await node24(), ['app.ts'], { cwd: project(), env, stdio: 'inherit' });
    try {
      const url = `http://127.0.0.1:${port}/about`;
      await expect
        .poll(
          () =>
            fetch(url).then(
              ({ status }) => status,
              () => 0,
            ),
          { timeout: 30_000 },
        )
        .toBe(200);
      expect(await (await fetch(url)).json()).toMatchObject({
        name: 'irisapi',
        owner: 'ACME',
        up: expect.stringMatching(/s$/),
      });
    } finally {
      service.kill();
      await once(service, 'exit');
    }
  });
});
