import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { node24 } from '../../../scripts/node24.ts';
import { model, node, tensorType, value } from '../../lib/onnx/onnx-writer.ts';
import { lacks } from '../../skip.ts';
import { serveModel } from './started.ts';

/** Mod takes no floating point numbers, unless fmod is set. */
const rejecting = model({ nodes: [node('Mod', ['X', 'X'], ['Y'])] });

/** Its example has more than a million numbers, and lies in a file. */
const detector = model({
  nodes: [node('GlobalAveragePool', ['images'], ['y'])],
  inputs: [value('images', tensorType(1, [1, 3, 640, 640]))],
  outputs: [value('y', tensorType(1, [1, 3, 1, 1]))],
});

describe.skipIf(await lacks('runtime'))('the tests of a project', () => {
  it('are one that fails where the example is not answered: it says so, and what to do', async () => {
    const { project, stop } = await serveModel(rejecting);
    try {
      const options = { cwd: project, all: true as const, reject: false };
      const { exitCode, all } = await execa(await node24(), ['--test'], options);
      expect(exitCode).toBe(1);
      expect(all).toMatch(/^. fail 1$/m);
      expect(all).toContain('The model does not answer the example in model/card.json, made up');
      expect(all).toContain('fmod attribute must be true');
      expect(all).toContain('ml-docker --example FILE');
    } finally {
      await stop();
    }
  }, 300_000);

  it('pass where the example is a long one', async () => {
    const { project, stop } = await serveModel(detector);
    try {
      const node = await node24();
      await execa(node, ['src/serving/scripts/record.ts'], { cwd: project });
      const options = { cwd: project, all: true as const, reject: false };
      const { exitCode, all } = await execa(node, ['--test'], options);
      expect(all).toMatch(/^. fail 0$/m);
      expect(exitCode).toBe(0);
    } finally {
      await stop();
    }
  }, 300_000);
});
