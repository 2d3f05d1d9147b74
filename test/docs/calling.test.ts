import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { node24 } from '../../scripts/node24.ts';
import { lacks } from '../skip.ts';
import { blocks, transcripts, untrue } from '../transcripts.ts';
import { document, irisApi, programs, type Called } from './calling.ts';

const [open, withKey] = document.split('## With an API key') as [string, string];
const noRuntime = await lacks('runtime');

/** A shell command of the document, run as it stands. */
async function typed(command: string): Promise<string> {
  // Python and curl end with an error where the document shows one; what they print is what is compared.
  const { all } = await execa('sh', ['-c', command], { all: true, reject: false });
  return all;
}

describe.skipIf(noRuntime)('docs/calling.md', () => {
  let service: Called;
  beforeAll(async () => {
    service = await irisApi();
  });
  afterAll(() => service.stop());

  it.each(transcripts(open))('shows what is answered to: $command', async ({ command, output }) => {
    expect(untrue(output, await typed(service.own(command)))).toBeUndefined();
  });

  it.each(programs('js'))('has JavaScript that prints what it says', async ({ program, output }) => {
    const { stdout } = await execa(await node24(), ['--input-type=module', '--eval', service.own(program)]);
    expect(untrue(output, stdout)).toBeUndefined();
  });

  it('has Python of the standard library alone that prints what it says', async () => {
    const plain = programs('python').filter(({ program }) => program.includes('urllib'));
    expect(plain).toHaveLength(1);
    for (const { program, output } of plain) {
      const { all } = await execa('python3', ['-u', '-c', service.own(program)], {
        all: true,
        reject: false,
      });
      expect(untrue(output, all)).toBeUndefined();
    }
  });

  it('has no program without what it prints', () => {
    for (const language of ['python', 'js'])
      expect(programs(language)).toHaveLength(blocks(document, language).length);
  });
});

describe.skipIf(noRuntime)('docs/calling.md, with an API key', () => {
  let service: Called;
  beforeAll(async () => {
    vi.stubEnv('API_KEY', 'sesame');
    service = await irisApi();
    vi.unstubAllEnvs();
  });
  afterAll(() => service.stop());

  it.each(transcripts(withKey))('shows what is answered to: $command', async ({ command, output }) => {
    expect(untrue(output, await typed(service.own(command)))).toBeUndefined();
  });

  it.each(['/docs', '/livez', '/readyz', '/metrics', '/v2/models/irisapi'])(
    'leaves %s open',
    async (route) => {
      const response = await fetch(service.own(`http://localhost:8000${route}`));
      expect(response.status).toBe(200);
    },
  );
});
