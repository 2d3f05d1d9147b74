import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { errorText } from '../../../lib/io/error-text.ts';

const COMMAND = 'ml-docker . --base-image registry.example.com/company/node:24-bookworm-slim';
const error = new UserError({
  code: 'x',
  what: 'The base image cannot be had from the registry that is asked for it, as it does not answer',
  where: 'Dockerfile',
  next: [
    `take another image, one that this machine has already or that can be had: ${COMMAND}`,
    'a sentence that is longer than sixty characters and has nothing in it that is to be typed',
    `  ${COMMAND} --a-line-of-code-that-stays-whole`,
  ],
});

describe('an error in a terminal of 60 columns', () => {
  const lines = errorText(error, 60).split('\n');

  it('breaks prose between words, and what is to be copied nowhere', () => {
    expect(lines.filter((line) => line.trim() === COMMAND)).toHaveLength(1);
    const code = lines.filter((line) => line.includes('--base-image'));
    expect(code).toHaveLength(2);
    for (const line of lines) if (!code.includes(line)) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('loses no word, and is as ever where there is room', () => {
    expect(lines.join(' ').split(/\s+/)).toEqual(error.text().split(/\s+/));
    expect(errorText(error, Infinity)).toBe(error.text());
  });
});
