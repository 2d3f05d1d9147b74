import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { parseJson } from '../../json.ts';
import type { Kind } from '../sandbox/answer.ts';

/** Where the rows come from, one kind for each. */
export async function kindsIn(folder: string): Promise<Kind[]> {
  const kinds = await jsonIn(folder, 'kinds.json');
  if (!Array.isArray(kinds)) throw unreadable('kinds.json');
  return (kinds as unknown[]).map((kind) => (kind === 'data' || kind === 'threshold' ? kind : 'made'));
}

/** A file whose member `name` has a list for each tensor. Whatever ran in the sandbox may have written it. */
export async function listsIn<Name extends string>(
  folder: string,
  file: string,
  name: Name,
): Promise<Record<Name, Record<string, unknown[]>> & { margins?: unknown }> {
  const found = (await jsonIn(folder, file)) as Record<string, unknown> | null;
  const lists = found?.[name];
  const isRight = typeof lists === 'object' && lists !== null && Object.values(lists).every(Array.isArray);
  if (!isRight) throw unreadable(file);
  return found as Record<Name, Record<string, unknown[]>>;
}

async function jsonIn(folder: string, file: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path.join(folder, ...file.split('/')), 'utf8'));
  } catch {
    throw unreadable(file);
  }
}

function unreadable(file: string): UserError {
  return new UserError({
    code: 'convert-failed',
    what: `The sandbox sent no ${file} that can be read`,
    next: 'run the same command again',
    exitCode: 1,
  });
}
