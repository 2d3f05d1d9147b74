import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from '../../lib/commands/build.ts';
import { emptyFolder } from '../cli.ts';
import { emit } from '../emitted/emit.ts';
import { listener, removeAll, testName } from '../lib/container/scratch.ts';
import { field, model, node, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';
import { removeStages } from './stages.ts';

/** Rows and columns of the weights, FP32: 400 MB, more than the service itself takes. */
const SIDE = 10_000;
const name = testName('weights');

/** Y = X · W with W in a file beside the model. */
function withWeightsBeside(): Buffer {
  const entries = { location: 'weights.bin' };
  const external = Object.entries(entries).map(([key, text]) => field(13, [field(1, key), field(2, text)]));
  const weights = [field(1, SIDE), field(1, SIDE), field(2, 1), field(8, 'W'), ...external, field(14, 1)];
  return model({
    inputs: [value('X', tensorType(1, ['N', SIDE]))],
    outputs: [value('Y', tensorType(1, ['N', SIDE]))],
    nodes: [node('MatMul', ['X', 'W'], ['Y'])],
    initializers: [Buffer.concat(weights)],
  });
}

describe.skipIf(await lacks('engine', 'baseImage'))('a model with 400 MB of weights beside it', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let project: string;
  let limit: string;

  beforeAll(async () => {
    folder = await emptyFolder();
    project = path.join(folder.directory, name);
    const file = path.join(folder.directory, 'small.onnx');
    await writeFile(file, withWeightsBeside());
    await writeFile(path.join(folder.directory, 'weights.bin'), Buffer.alloc(4 * SIDE * SIDE));
    await emit(project, { model: file, name });
    const { services } = parse(await readFile(path.join(project, 'compose.yaml'), 'utf8')) as {
      services: Record<string, { mem_limit: string }>;
    };
    limit = services[name]!.mem_limit;
    await build({ directory: project, engine: 'docker' }, listener());
  }, WITH_NPM_MS);

  afterAll(async () => {
    await removeAll(name);
    await removeStages('docker', name);
    await folder.remove();
  });

  /** Whether the container answers a request of four rows under a limit; `killed` where the system ended it. */
  async function answersUnder(memory: string): Promise<'answers' | 'killed'> {
    await execa('docker', ['rm', '--force', name], { reject: false });
    const limits = ['--memory', memory, '--memory-swap', memory, '--cpus', '1', '--init'];
    await execa('docker', ['run', '--detach', '--name', name, ...limits, name]);
    const ask = `fetch('http://127.0.0.1:8000/predict', { method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ inputs: Array.from({ length: 4 }, () => new Array(${SIDE}).fill(1)) }) })
      .then(({ status }) => process.exit(status === 200 ? 0 : 1), () => process.exit(1))`;
    for (;;) {
      const { exitCode } = await execa('docker', ['exec', name, 'node', '-e', ask], { reject: false });
      if (exitCode === 0) return 'answers';
      const state = await execa('docker', ['inspect', '--format', '{{.State.Status}}', name]);
      if (state.stdout !== 'running') return 'killed';
      await sleep(500);
    }
  }

  it('has a limit in compose.yaml that counts them', () => {
    expect(limit).toBe('2048m');
  });

  it('answers under that limit', { timeout: 120_000 }, async () => {
    expect(await answersUnder(limit)).toBe('answers');
  });

  it('does not under one that does not leave room for them', { timeout: 120_000 }, async () => {
    expect(await answersUnder('384m')).toBe('killed');
  });
});
