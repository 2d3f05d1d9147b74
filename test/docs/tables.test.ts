import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../skip.ts';
import { blocks, transcripts, untrue } from '../transcripts.ts';
import { studentApi, tables, type Called } from './calling.ts';

describe.skipIf(await lacks('runtime'))('docs/tables.md', () => {
  let service: Called;
  beforeAll(async () => {
    service = await studentApi();
    await writeFile(path.join(service.project, 'students.csv'), blocks(tables, 'csv')[0]!);
  });
  afterAll(() => service.stop());

  const typed = (command: string) => {
    const options = { cwd: service.project, all: true, reject: false } as const;
    return execa('sh', ['-c', service.own(command)], options);
  };

  it.each(transcripts(tables))('shows what is answered to: $command', async ({ command, output }) => {
    expect(untrue(output, (await typed(command)).all)).toBeUndefined();
  });

  it('has a command for long files', async () => {
    const [command] = blocks(tables, 'sh');
    expect((await typed(command!)).exitCode).toBe(0);
    expect((await typed('tail -1 answers.csv')).all).toMatch(/^17\.8,.*,7,81\.0/);
  });
});
