import { describe, expect, it } from 'vitest';
import { inspect } from '../../../../lib/formats/inspect.ts';
import { lacks } from '../../../skip.ts';
import { saved } from '../folders.ts';
import { model, type ModelParts, node } from '../onnx-writer.ts';
import { runtime } from '../runtime.ts';

const noRuntime = await lacks('runtime');

/** For a model with which nothing is wrong. */
export const NONE = 'nothing';

export type Case = [what: string, parts: ModelParts, code: string];

/** The runtime is asked as well: it loads what is judged servable, and refuses what is not. */
export function judgedAsByRuntime(title: string, cases: Case[]): void {
  describe.skipIf(noRuntime)(title, () => {
    it.each(cases)('%s', async (_what, parts, code) => {
      const file = saved(model(parts));
      const { problems } = await inspect(file);
      expect(problems.map((problem) => problem.code)).toEqual(code === NONE ? [] : [code]);
      expect(await loads(file)).toBe(code === NONE);
    });
  });
}

async function loads(file: string): Promise<boolean> {
  try {
    const session = await runtime().InferenceSession.create(file, { logSeverityLevel: 4 });
    await session.release();
    return true;
  } catch {
    return false;
  }
}

/** A node that makes `to`, FP32, from `from`. */
export function negate(from: string, to: string, name = ''): Buffer {
  return node('Neg', [from], [to], { name });
}
