import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { WITH_NPM_MS } from '../timeouts.ts';
import { untrue } from '../transcripts.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'first-session.md'), 'utf8');

/** What is typed (`console`: the first line, behind `$ `) and what is shown next (`text`), in the document's order. */
const blocks = [...document.matchAll(/^```(console|text)\n([^]*?)^```/gm)].map(([, kind, content]) => ({
  typed: kind === 'console' ? /^\$ (.*)$/m.exec(content!)![1]! : undefined,
  told: content!.trimEnd(),
}));

const WORDS =
  'Dockerfile, image, container, build, run, port, tag, registry, base image, layer, health check'.split(
    ', ',
  );
/** The build is the longest step: it installs packages. */
const STEP_MS = WITH_NPM_MS;
const ALL_MS = WITH_NPM_MS + 180_000;

describe('docs/first-session.md', () => {
  it.each(WORDS)('explains the word "%s", once', (word) => {
    expect(document.split(`**${word}**`)).toHaveLength(2);
  });
});

describe.skipIf(await lacks('tmux', 'engine', 'baseImage'))(
  'docs/first-session.md, typed into a terminal',
  () => {
    // The names in the document are a reader's: here the container gets one that is surely ours, and a free port.
    const name = `ml-docker-test-session-${process.pid}`;
    const terminal = new Terminal();
    let directory: string;
    let remove: () => Promise<void>;
    let port: number;
    let screen = '';

    beforeAll(async () => {
      ({ directory, remove } = await emptyFolder());
      port = (await nextFreePort(18_700))!;
      const shim = path.join(directory, 'ml-docker');
      await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
      await chmod(shim, 0o755);
      await terminal.start(`PS1='$ ' PATH="${directory}:$PATH" bash --norc --noprofile`, directory);
      await terminal.shows('$');
    });
    afterAll(async () => {
      await terminal.close();
      await execa('docker', ['rm', '--force', name], { reject: false });
      await execa('docker', ['image', 'rm', name], { reject: false });
      for (const id of await leftStages()) await execa('docker', ['image', 'rm', id], { reject: false });
      await remove();
    }, STEP_MS);

    /** The images of the stages that this session has built, as the classic builder leaves them. */
    async function leftStages(): Promise<string[]> {
      const built = new Set([...screen.matchAll(/^ ---> ([0-9a-f]{12})$/gm)].map(([, id]) => id));
      const { stdout } = await execa('docker', ['images', '--quiet', '--filter', 'dangling=true']);
      return stdout.split('\n').filter((id) => built.has(id));
    }

    /** The default of a question is shown as a reader sees it: it stands in brackets. */
    const own = (text: string): string =>
      text.replaceAll(/(?<!\()irisapi/g, name).replaceAll(/(?<!\()8000/g, String(port));

    /** Enter takes what is offered, but for what has to be another one here. */
    async function answer(question: string): Promise<void> {
      if (question.includes('Name of the API?')) await terminal.type(name);
      else if (question.includes('Which port?')) await terminal.type(String(port));
      else await terminal.press('Enter');
    }

    /** What `docker ps` says of a reader's only container: those of other people on this engine left out. */
    const alone = (text: string): string =>
      text
        .split('\n')
        .filter((line) => !/^[0-9a-f]{12} .* (Up|Exited) /.test(line) || line.includes(name))
        .join('\n');

    /** Waits until a transcript has come true below the command that was typed last. */
    async function comesTrue(told: string, command: string): Promise<void> {
      const deadline = Date.now() + STEP_MS;
      for (;;) {
        screen = await terminal.screen();
        const difference = untrue(told, alone(screen.slice(screen.lastIndexOf(`$ ${command}`))).trimEnd());
        if (difference === undefined) return;
        if (Date.now() > deadline || screen.includes('\nexit='))
          throw new Error(`not shown: ${difference}\non this screen:\n${screen}`);
        await sleep(200);
      }
    }

    it(
      'shows what the document says, from the first question to the last command',
      async () => {
        let command = '';
        for (const [index, { typed, told }] of blocks.entries()) {
          const question = /^\? .*$/m.exec(told)?.[0];
          const goesOn = question !== undefined || blocks[index + 1]?.typed === undefined;
          const end = index === blocks.length - 1 || !goesOn ? '\n$' : '…';
          if (typed !== undefined) await terminal.type((command = own(typed)));
          await comesTrue(`${typed === undefined ? '…' : ''}${own(told)}${end}`, command);
          if (question !== undefined) await answer(question);
        }
      },
      ALL_MS,
    );
  },
);
