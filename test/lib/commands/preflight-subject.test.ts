import { describe, expect, it } from 'vitest';
import { lastFrom } from '../../../lib/commands/preflight-subject.ts';

describe('what the last stage of a Dockerfile starts FROM', () => {
  it.each([
    ['FROM node:24-bookworm-slim\nCMD ["node"]\n', 'node:24-bookworm-slim'],
    [
      'FROM a AS one\nFROM --platform=$BUILDPLATFORM b AS two\n  from company/base:1\nCOPY --from=one /x /x',
      'company/base:1',
    ],
    ['FROM a\r\nFROM b@sha256:0 AS last\r\n', 'b@sha256:0'],
    ['# FROM a comment\nFROM a\nRUN echo FROM b\n', 'a'],
  ])('%j is %s', (dockerfile, image) => {
    expect(lastFrom(dockerfile)).toBe(image);
  });

  it.each(['', 'RUN true', 'ARG BASE=a\nFROM ${BASE}\n', 'FROM a\nFROM $BASE'])(
    '%j is not told by itself',
    (text) => {
      expect(lastFrom(text)).toBeUndefined();
    },
  );
});
