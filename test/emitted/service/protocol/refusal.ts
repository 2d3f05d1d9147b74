import { expect } from 'vitest';
import type { Answer } from '../ask.ts';

/** A 400 with the protocol's error object, and these words in it. */
export function expectRefusal(answer: Answer, ...words: string[]): void {
  expect(answer).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  expect(Object.keys(answer.body as object)).toEqual(['error']);
  expect(answer.headers.get('content-type')).toBe('application/json');
  for (const word of words) expect((answer.body as { error: string }).error).toContain(word);
}
