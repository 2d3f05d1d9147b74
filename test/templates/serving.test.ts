import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';

const templates = path.join(packageRoot, 'templates');
// The code is not that of the file, and has no types.
const eslint = new ESLint({ cwd: packageRoot, overrideConfig: tseslint.configs.disableTypeChecked });

/** What the linter says of a file with this import, at this place of the service. */
async function said(file: string, imported: string, by = 'import'): Promise<(string | null)[]> {
  const code =
    by === 'import'
      ? `import { x } from '${imported}';\nexport const y = x;\n`
      : `export const y: unknown = ${by}('${imported}');\n`;
  const [result] = await eslint.lintText(code, { filePath: path.join(templates, file) });
  return result!.messages.map(({ ruleId }) => ruleId);
}

describe('src/serving/ of the emitted service', () => {
  it.each([
    ['service/src/serving/check.ts', '../card.ts'],
    ['service/src/serving/check.ts', './inference/queue.ts'],
    ['service/src/serving/http/body.ts', '../../config.ts'],
    ['service/src/serving/http/body.ts', '../problems.ts'],
    ['service/src/routes/predict.ts', '../serving/problems.ts'],
  ])('%s may import %s', async (file, imported) => {
    expect(await said(file, imported)).toEqual([]);
  });

  it.each([
    ['service/src/serving/check.ts', '../routes/health.ts'],
    ['service/src/serving/http/body.ts', '../../routes/health.ts'],
    ['service/src/serving/http/body.ts', '../../steps/image.ts'],
    ['service/src/serving/http/body.ts', '../../cards.ts'],
    ['service/src/serving/http/body.ts', '../../../app.ts'],
    ['service/src/serving/http/deep/body.ts', '../../../routes/health.ts'],
    ['container/src/serving/scripts/any.ts', '../../routes/health.ts'],
    ['service/src/serving/http/body.ts', './../../routes/health.ts'],
  ])('%s may not import %s', async (file, imported) => {
    expect(await said(file, imported)).toEqual(['no-restricted-imports']);
    expect(await said(file, imported, 'await import')).toEqual(['no-restricted-syntax']);
  });
});

describe('what of the emitted service is its owner’s', () => {
  it('is at most 12 files of TypeScript and 600 lines, none a mere re-export', async () => {
    const found = await readdir(path.join(templates, 'service', 'src'), { recursive: true });
    const inSrc = found.map((file) => path.posix.join('src', file.split(path.sep).join('/')));
    const files = ['app.ts', ...inSrc].filter(
      (file) => file.endsWith('.ts') && !file.startsWith('src/serving/'),
    );
    const texts = await Promise.all(
      files.map((file) => readFile(path.join(templates, 'service', file), 'utf8')),
    );
    const lines = texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
    expect(files.length).toBeLessThanOrEqual(12);
    expect(lines).toBeLessThanOrEqual(600);
    for (const text of texts)
      expect(text.replace(/^(?:import|export) [^;]*? from '[^']*';$/gm, '').trim()).not.toBe('');
    process.stdout.write(`app.ts and src/ outside of src/serving/: ${files.length} files, ${lines} lines\n`);
  });
});
