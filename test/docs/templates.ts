import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { bin } from '../cli.ts';
import { transcripts, untrue } from '../transcripts.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'templates.md'), 'utf8');

/** What the document has in its order: files to write, lines to change, commands to type. */
type Step =
  | { kind: 'file'; file: string; text: string }
  | { kind: 'edit'; file: string; lines: string[] }
  | { kind: 'command'; command: string; output: string };

function steps(): Step[] {
  const found: Step[] = [];
  for (const [block, language, text] of document.matchAll(/^```(\w+)\n([^]*?)^```/gm)) {
    const before = document.slice(0, document.indexOf(block)).trimEnd();
    const file = /`(company[\w./-]*)`:$/.exec(before)?.[1];
    if (language === 'console') found.push({ kind: 'command', ...transcripts(`${block}\n`)[0]! });
    else if (language === 'diff')
      found.push({ kind: 'edit', file: file!, lines: text!.trimEnd().split('\n') });
    else found.push({ kind: 'file', file: file!, text: text! });
  }
  return found;
}

/** ` ` a line that is there, `-` one that goes, `+` one that comes behind it. */
function edited(text: string, lines: string[]): string {
  const all = text.split('\n');
  let at = -1;
  for (const line of lines) {
    const content = line.slice(1);
    if (line.startsWith('+')) all.splice(++at, 0, content);
    else {
      at = all.indexOf(content);
      if (at < 0) throw new Error(`there is no line "${content}"`);
      if (line.startsWith('-')) all.splice(at--, 1);
    }
  }
  return all.join('\n');
}

/** A folder in which the document's steps are done; `more` is added to every command that makes a project. */
export interface Reader {
  directory: string;
  more: string;
}

/**
 * Does the document's steps, one after the other.
 * @param isDone  ends behind the command that it names
 * @returns the commands whose output is not as it is told
 */
export async function follow(
  { directory, more }: Reader,
  isDone: (command: string) => boolean,
): Promise<string[]> {
  const at = (file: string): string => path.join(directory, ...file.split('/'));
  const shim = at('bin/ml-docker');
  await mkdir(path.dirname(shim), { recursive: true });
  const added = `case "$*" in *--yes*) set -- "$@" ${more};; esac`;
  await writeFile(shim, `#!/bin/sh\n${added}\nexec "${process.execPath}" "${bin}" "$@"\n`);
  await chmod(shim, 0o755);
  const env = {
    GIT_AUTHOR_NAME: 'test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    PATH: `${at('bin')}:${process.env.PATH}`,
    ML_DOCKER_CONFIG: at('config'),
  };
  const wrong: string[] = [];
  for (const step of steps()) {
    if (step.kind === 'file') {
      await mkdir(path.dirname(at(step.file)), { recursive: true });
      await writeFile(at(step.file), step.text);
    } else if (step.kind === 'edit') {
      await writeFile(at(step.file), edited(await readFile(at(step.file), 'utf8'), step.lines));
    } else {
      const { all: shown } = await execa(step.command, {
        cwd: directory,
        shell: true,
        all: true,
        reject: false,
        env,
      });
      const fault = untrue(step.output, shown);
      if (fault !== undefined) wrong.push(`${step.command}: ${fault}\n${shown}`);
      if (isDone(step.command)) break;
    }
  }
  return wrong;
}
