import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

/** A copy of this project without what is left out, in a folder of its own. */
function copy(context: TestContext, { without = [] as string[] } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['app.ts', 'package.json', 'src', 'model/card.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'model/model.onnx'), ''); // nothing here comes as far as to load it
  if (!without.includes('node_modules')) {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  }
  for (const name of without) rmSync(join(folder, name), { recursive: true, force: true });
  return folder;
}

/** What `npm start` does, until it ends with 1. @returns what it printed: one line. */
function refusal(folder: string, environment: Record<string, string> = {}): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [node, ...args] = scripts.start.split(' ');
  assert.equal(node, 'node');
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) => {
      assert.equal(error?.code, 1, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /^[^\n]+\n$/, 'one line');
      resolve(stderr);
    });
  });
}

test('a port that is taken is named, and another one proposed', async (context) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  context.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const line = await refusal(root, { PORT: String(port) });
  assert.equal(
    line,
    `Port ${port} is taken by another program, or by this one. Stop that, or take another port: PORT=${port + 1} npm start\n`,
  );
});

test('an address that this machine does not have is named', async () => {
  assert.match(
    await refusal(root, { HOST: '192.0.2.1' }),
    /^HOST=192\.0\.2\.1 is not an address of this machine\. /,
  );
});

test('packages that are not installed are named', async (context) => {
  const folder = copy(context, { without: ['node_modules'] });
  assert.match(await refusal(folder), /^Not installed: .*express, .+ run: npm ci\n$/);
});

test('a Node that is too old is told so', async (context) => {
  const folder = copy(context);
  const file = join(folder, 'package.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"node": ">=[\d.]+"/, '"node": ">=99.1"'));
  assert.match(
    await refusal(folder),
    /^This needs Node 99\.1 or later, and .+ is \d+\.\d+\.\d+\. Get it from /,
  );
});

test('a card or a model that is missing or damaged is named', async (context) => {
  const again = /Bring it back from git, or make the project again with ml-docker\.\n$/;
  for (const name of ['model/card.json', 'model/model.onnx']) {
    const line = await refusal(copy(context, { without: [name] }));
    assert.ok(line.startsWith(`${name} is missing. `), line);
    assert.match(line, again);
  }
  const cloned = copy(context);
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
  for (const name of ['model.onnx', 'deep/weights.bin']) {
    mkdirSync(join(cloned, 'model/deep'), { recursive: true });
    writeFileSync(join(cloned, 'model/model.onnx'), '');
    writeFileSync(join(cloned, 'model', name), pointer);
    const line = await refusal(cloned);
    assert.equal(line, `model/${name} is a Git LFS pointer, not the file itself. Fetch it: git lfs pull\n`);
    rmSync(join(cloned, 'model', name));
  }
  const folder = copy(context);
  for (const [content, says] of [
    ['{', /^model\/card\.json is not JSON: /],
    ['[]', /^model\/card\.json does not have the inputs and outputs of the model\. /],
  ] as const) {
    writeFileSync(join(folder, 'model/card.json'), content);
    const line = await refusal(folder);
    assert.match(line, says);
    assert.match(line, again);
  }
});
