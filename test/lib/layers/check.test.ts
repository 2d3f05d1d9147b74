import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayer } from '../../../lib/check/check.ts';
import { ejectedCopy } from '../../../lib/layers/eject.ts';
import { readBuiltIn } from '../../../lib/layers/layer.ts';
import { emptyFolder } from '../../cli.ts';
import { writeTree, type Tree } from './published.ts';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

async function problemsOf(tree: Tree): Promise<string[]> {
  await writeTree(directory, tree);
  const { problems } = await checkLayer(directory);
  return problems.map(({ code, file, line, message }) => `${code} ${file}:${line ?? ''} ${message}`);
}
const question = (more: object) => JSON.stringify({ questions: [{ name: 'tier', help: 'x', ...more }] });

/** A broken layer, and what has to be said of it. */
const broken: [string, Tree, string][] = [
  [
    'an unknown variable',
    { 'a.ejs': 'x\n<%= nmae %>' },
    'unknown-variable a.ejs:2 there is no variable nmae (did you mean "name"?)',
  ],
  [
    'an expression that fails',
    { 'a.ejs': 'x\n\n<%= card.nothing.at %>' },
    'template a.ejs:3 Cannot read properties',
  ],
  [
    'a tag that is not closed',
    { 'a.ejs': 'x\n<%= name\n<%= port %>' },
    'template a.ejs:2 Could not find matching close tag',
  ],
  ['no JavaScript', { 'a.ejs': 'x\n<% if (port) { %>\n<%= na me %>\n<% } %>' }, 'template a.ejs:3 '],
  [
    'a block that is not closed',
    { 'a.ejs': 'x\n<% if (port) { %>\ny\n' },
    'template a.ejs:3 a { is never closed',
  ],
  ['a block that is closed twice', { 'a.ejs': 'x\n<% } %>\ny\n' }, 'template a.ejs:2 there is a } too many'],
  [
    'an include of nothing',
    { 'a.ejs': '<%- include("nowhere") %>' },
    'template a.ejs:1 Could not find the include file',
  ],
  [
    'a fault in some projects only',
    { 'a.ejs': '<% if (layers.includes("compose")) { %>\n<%= nobody %>\n<% } %>' },
    'unknown-variable a.ejs:2 ',
  ],
  [
    'a fault with one model only',
    { 'a.ejs': '<% if (card.columns === undefined) { %>\n<%= nobody %><% } %>' },
    'unknown-variable a.ejs:2 ',
  ],
  [
    'a fault with one answer only',
    {
      'layer.json': question({ type: 'select', choices: ['gold', 'lead'] }),
      'a.ejs': '<% if (tier === "lead") { %><%= nobody %><% } %>',
    },
    'unknown-variable a.ejs:1 ',
  ],
  ['broken JSON', { 'src/a.json': '{\n  "a": 1,\n}\n' }, 'json src/a.json:3 it is not JSON'],
  ['JSON that ends too early', { 'a.json': '{\n  "a": 1\n' }, 'json a.json:2 it is not JSON'],
  [
    'JSON that breaks when it is rendered',
    { 'a.json.ejs': '{"port": <%= name %>}' },
    'json a.json.ejs:1 it is not JSON',
  ],
  [
    'a broken package.json',
    { 'package.json': '{\n  "license": MIT\n}' },
    'json package.json:2 it is not JSON',
  ],
  [
    'a broken Dockerfile',
    { Dockerfile: 'FROM x\n\nCOPPY a b\n' },
    'dockerfile Dockerfile:3 Unknown instruction: COPPY',
  ],
  ['a Dockerfile of nothing', { Dockerfile: '# none\n' }, 'dockerfile Dockerfile:1 No source image'],
  [
    'a broken stage',
    { 'Dockerfile.d/30-prune.ejs': 'FROM x\n# y\nEXPOSE eighty\n' },
    'dockerfile Dockerfile.d/30-prune.ejs:3 Invalid containerPort: eighty',
  ],
  ['a part above a whole file', { 'compose.yaml.d/10-x': 'x' }, 'layer-parts compose.yaml.d/10-x: '],
  ['a way out', { '...d/x': '' }, 'layer-path ...d/x: it would be written to "..", outside the project'],
  [
    'a file of git',
    { '.git.d/config': '' },
    'layer-path .git.d/config: it would be written to ".git", which is git\'s own',
  ],
  ['a template in a name', { '<%= name %>.txt': '' }, 'layer-path <%= name %>.txt: `<%` in a name'],
  ['a name with a backslash', { '..\\x': '' }, 'layer-path ..\\x: a name with a backslash'],
  [
    'a model',
    { 'model/model.onnx': '' },
    'layer-path model/model.onnx: model/model.onnx is made by the generator',
  ],
  [
    'a layer.json that is not JSON',
    { 'layer.json': '{\n"remove": [,]\n}' },
    'layer-json layer.json:2 it is not JSON',
  ],
  [
    'a layer.json with an unknown member',
    { 'layer.json': '{\n"remove": [],\n"script": "x"\n}' },
    'layer-json layer.json:3 "script" is unknown',
  ],
  [
    'a question that is none',
    { 'layer.json': question({ type: 'list' }) },
    'layer-json layer.json:1 questions/0: "type"',
  ],
];

describe('templates check', () => {
  it.each(broken)('finds %s', async (_, tree, told) => {
    const found = await problemsOf({ 'sound.ejs': '<%= name %>', ...tree });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(told);
  });

  it('finds links out of the layer', async () => {
    await symlink('/etc/passwd', path.join(directory, 'link'));
    expect(await problemsOf({})).toEqual([expect.stringContaining('layer-link link:')]);
  });

  it('finds all faults at once', async () => {
    const trees = broken
      .map(([, tree]) => tree)
      .filter((tree) => !('layer.json' in tree) && !('a.ejs' in tree));
    const found = await problemsOf(Object.assign({}, ...trees, { 'a.ejs': '<%= nobody %>' }) as Tree);
    for (const file of ['a.ejs:1', 'src/a.json:3', 'package.json:2', '...d/x:', '.git.d/config:'])
      expect(found.join('\n')).toContain(` ${file}`);
  });

  it('finds nothing wrong in a sound layer, nor in the built-in ones', async () => {
    await writeTree(directory, {
      'layer.json': JSON.stringify({
        remove: ['test/**'],
        requires: ['compose'],
        questions: [{ name: 'tier', help: 'x' }],
      }),
      'src/a.ts': 'not <% a template',
      'a.json.ejs': '{"tier": <%- JSON.stringify(tier) %>, "port": <%= port %>}',
      'Dockerfile.d/95-label': 'LABEL tier=x',
      'Dockerfile.dev': 'FROM node:24\nRUN <<EOF\nfrom nothing\nEOF\n',
    });
    const { problems, combinations, files } = await checkLayer(directory);
    expect(problems).toEqual([]);
    expect(combinations).toBeGreaterThan(8);
    expect(files).toBe(4);
  });

  it('finds what an ejected file has missed since the built-in one went on', async () => {
    const container = await readBuiltIn('container');
    const file = 'Dockerfile.d/10-dependencies.ejs';
    const { content, pristine } = await ejectedCopy(container, file);
    await writeTree(directory, {
      [file]: `${String(content)}# mine\n`,
      [`.ejected/${file}`]: String(pristine),
    });
    expect(await problemsOf({})).toEqual([]);
    // As an older version had it: another hash in the header, and an older pristine copy.
    const older = String(content)
      .replace(/0\.1\.0|\d+\.\d+\.\d+/, '0.0.1')
      .replace(/sha256 [0-9a-f]{12}/, 'sha256 0123456789ab');
    await writeTree(directory, {
      [file]: older,
      [`.ejected/${file}`]: String(pristine).replace('WORKDIR /app', 'WORKDIR /old'),
    });
    const { problems } = await checkLayer(directory);
    expect(problems).toMatchObject([
      { code: 'ejected-behind', file, line: 1, message: expect.stringContaining('0.0.1') },
    ]);
    expect(problems[0]!.details).toEqual(expect.arrayContaining(['-WORKDIR /old', '+WORKDIR /app']));
    await writeFile(path.join(directory, file), older.replace('10-dependencies.ejs of', '11-gone.ejs of'));
    expect((await checkLayer(directory)).problems).toMatchObject([{ code: 'ejected-gone', file }]);
    expect(await readFile(path.join(directory, file), 'utf8')).toContain('11-gone');
  });
});
