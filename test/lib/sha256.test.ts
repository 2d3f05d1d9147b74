import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256OfFile } from '../../lib/sha256.ts';
import { newFolder, saved } from './onnx/folders.ts';

describe('the hash of a file', () => {
  it.each([
    ['small', 1000],
    ['large, and so hashed by another thread', 33 * 2 ** 20 + 1],
  ])('that is %s is the hash of its bytes', async (_, size) => {
    const bytes = Buffer.alloc(size, 'some bytes');
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(await sha256OfFile(saved(bytes))).toBe(expected);
  });

  it('is refused for a file that is not there', async () => {
    await expect(sha256OfFile(path.join(newFolder(), 'none'))).rejects.toThrow('ENOENT');
  });
});
