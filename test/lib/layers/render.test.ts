import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { renderLayers, type Files } from '../../../lib/layers/render.ts';
import { NO_CONFIG, type LayerConfig } from '../../../lib/layers/config.ts';
import type { Layer } from '../../../lib/layers/layer.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
});
afterEach(() => rm(root, { recursive: true }));

async function layer(
  name: string,
  files: Record<string, string | Buffer>,
  config: Partial<LayerConfig> = {},
): Promise<Layer> {
  const directory = path.join(root, name);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
    await writeFile(path.join(directory, file), content);
  }
  return { name, directory, config: { ...NO_CONFIG, ...config }, files: Object.keys(files).sort() };
}

async function compose(...layers: Promise<Layer>[]): Promise<Files> {
  return renderLayers(await Promise.all(layers), {
    name: 'irisapi',
    port: 9000,
    card: { text: 'a & b <c>' },
  });
}

describe('a file', () => {
  it('that ends in .ejs is rendered without escaping and loses the ending', async () => {
    const files = await compose(layer('a', { 'x.yaml.ejs': 'port: <%= port %> # <%= card.text %>\n' }));
    expect(files).toEqual(new Map([['x.yaml', 'port: 9000 # a & b <c>\n']]));
  });

  it('of any other name is copied as it is, bytes too', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0, 0xff]);
    const files = await compose(layer('a', { 'x.txt': 'a <%= name %>\r\n', 'logo.png': bytes }));
    expect(files.get('x.txt')).toBe('a <%= name %>\r\n');
    expect(files.get('logo.png')).toEqual(bytes);
  });

  it('of a later layer wins', async () => {
    const files = await compose(layer('a', { 'src/x.ts': 'old' }), layer('b', { 'src/x.ts': 'new' }));
    expect(files.get('src/x.ts')).toBe('new');
  });

  it('called _gitignore or _npmrc gets its dot', async () => {
    const files = await compose(
      layer('a', { _gitignore: 'x', 'deep/_npmrc.ejs': '<%= name %>', _other: '' }),
    );
    expect([...files.keys()]).toEqual(['.gitignore', '_other', 'deep/.npmrc']);
  });

  it('is taken away by the glob of a later layer', async () => {
    const files = await compose(
      layer('a', { 'src/x.ts': '', 'src/y.ts': '', '.hidden': '' }),
      layer('b', { 'src/x.ts': 'mine' }, { remove: ['src/*', '.*'] }),
    );
    expect(files).toEqual(new Map([['src/x.ts', 'mine']]));
  });

  it('that does not render is named with its line', async () => {
    const failed = compose(layer('a', { 'x.ejs': 'one\n<%= nothing %>\n' }));
    await expect(failed).rejects.toThrow(UserError);
    const error = (await failed.catch((error: unknown) => error)) as UserError;
    expect(error.message).toContain('a/x.ejs');
    expect(error.details.join('\n')).toContain('>> 2|');
    expect(error.details.join('\n')).toContain('nothing is not defined');
  });
});

describe('package.json', () => {
  it('is merged', async () => {
    const files = await compose(
      layer('a', { 'package.json': '{"name":"service","dependencies":{"express":"^5","pino":"^10"}}' }),
      layer('b', { 'package.json.ejs': '{"name":"<%= name %>","dependencies":{"pino":null,"sharp":"^1"}}' }),
    );
    expect(JSON.parse(String(files.get('package.json')))).toEqual({
      name: 'irisapi',
      dependencies: { express: '^5', sharp: '^1' },
    });
  });
});

describe('a file made of parts', () => {
  const service = { 'README.md.d/10-title.md.ejs': '# <%= name %>\n', 'README.md.d/90-end.md': 'end\n\n' };

  it('is joined in the order of their names, over all layers', async () => {
    const files = await compose(layer('a', service), layer('b', { 'README.md.d/50-compose.md': 'compose' }));
    expect(files.get('README.md')).toBe('# irisapi\n\ncompose\n\nend\n');
  });

  it('has a part replaced by its name, with or without .ejs', async () => {
    const files = await compose(layer('a', service), layer('b', { 'README.md.d/10-title.md': '# Mine' }));
    expect(files.get('README.md')).toBe('# Mine\n\nend\n');
  });

  it('leaves out a part that renders to nothing', async () => {
    const files = await compose(layer('a', service), layer('b', { 'README.md.d/90-end.md.ejs': '<% %>\n' }));
    expect(files.get('README.md')).toBe('# irisapi\n');
  });

  it('is replaced by a whole file above it', async () => {
    const files = await compose(layer('a', service), layer('b', { 'README.md': 'all mine' }));
    expect(files.get('README.md')).toBe('all mine');
  });

  it('may not lie above a whole file: both are named', async () => {
    const failed = compose(layer('a', { 'README.md': 'whole' }), layer('b', service));
    await expect(failed).rejects.toThrow(
      'b/README.md.d/10-title.md.ejs is a part of README.md, but a/README.md',
    );
  });

  it('can lie in a folder', async () => {
    const files = await compose(layer('a', { 'k8s/app.yaml.d/1': 'a', 'k8s/app.yaml.d/2': 'b' }));
    expect(files.get('k8s/app.yaml')).toBe('a\n\nb\n');
  });
});
