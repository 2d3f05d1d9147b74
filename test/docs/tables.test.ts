import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node24 } from '../../scripts/node24.ts';
import { mlDocker } from '../cli.ts';
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

  const typed = async (command: string) => {
    const PATH = `${path.dirname(await node24())}${path.delimiter}${process.env.PATH}`;
    const options = { cwd: service.project, env: { PATH }, all: true, reject: false } as const;
    return execa('sh', ['-c', service.own(command)], options);
  };

  const shown = transcripts(tables);
  const ours = shown.filter(({ command }) => command.startsWith('ml-docker '));

  it.each(shown.filter((one) => !ours.includes(one)))(
    'shows what is answered to: $command',
    async ({ command, output }) => {
      expect(untrue(output, (await typed(command)).all)).toBeUndefined();
    },
  );

  it.each(ours)('shows what is printed by: $command', async ({ command, output }) => {
    const [, ...words] = command.split(' ');
    const { stdout } = await mlDocker(
      service.project,
      ...words,
      '--url',
      service.own('http://localhost:8000'),
    );
    expect(untrue(output, stdout)).toBeUndefined();
  });

  it('has a command for long files', async () => {
    const [command] = blocks(tables, 'sh');
    expect((await typed(command!)).exitCode).toBe(0);
    expect((await typed('tail -1 answers.csv')).all).toMatch(/^17\.8,.*,7,81\.0/);
  });

  it('has one that needs no server', async () => {
    const npm = blocks(tables, 'sh')
      .flatMap((block) => block.split('\n'))
      .find((line) => line.startsWith('npm '))!;
    expect((await typed(npm)).exitCode).toBe(0);
    expect((await typed('tail -1 answers.csv')).all).toMatch(/^17\.8,.*,7,81\.0/);
  });
});
