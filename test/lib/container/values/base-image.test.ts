import { describe, expect, it } from 'vitest';
import {
  checkBaseImage,
  judgeBaseImage,
  parseReference,
} from '../../../../lib/container/values/base-image.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('a base image', () => {
  it.each([
    'node:24-bookworm-slim',
    'node',
    'node:22.18.0-bookworm',
    'gcr.io/distroless/nodejs24-debian12',
    'localhost:5000/company/node:24',
    `node@${digest}`,
    `registry.example.com/a/b_c/d--e:v1@${digest}`,
  ])('can be %s', (image) => {
    expect(checkBaseImage(image)).toBe(true);
  });

  it.each(['', 'Node:24', 'node:', 'node:24 slim', 'https://node', 'node@sha256:12', '/node', 'node:-x'])(
    'cannot be "%s", which is not a reference',
    (image) => {
      expect(checkBaseImage(image)).toContain('is not an image reference');
    },
  );

  it.each(['8000', '24'])('cannot be %s: a number that was meant for another question', (number) => {
    expect(checkBaseImage(number)).toBe(
      `"${number}" is a number, and an image has a name: write REPOSITORY[:TAG], for example node:24-bookworm-slim`,
    );
  });

  it.each([
    ['node:22-alpine', 'node:22-bookworm-slim'],
    ['node:24.1.0-alpine3.21', 'node:24.1.0-bookworm-slim'],
    ['node:alpine', 'node:24-bookworm-slim'],
    ['node:20-alpine', 'node:24-bookworm-slim'],
    ['alpine:3.21', 'node:24-bookworm-slim'],
    ['docker.io/library/alpine', 'node:24-bookworm-slim'],
  ])('%s is refused for its C library, and %s is offered', (image, nearest) => {
    const verdict = checkBaseImage(image);
    expect(verdict).toContain('musl');
    expect(verdict).toContain(`use ${nearest}`);
  });

  it.each(['node:20-bookworm', 'node:22.17-slim', 'docker.io/library/node:18'])('%s is too old', (image) => {
    expect(checkBaseImage(image)).toContain('Node 22.18');
  });

  it.each(['scratch', 'busybox:glibc'])('%s has no Node', (image) => {
    expect(checkBaseImage(image)).toContain('neither Node nor glibc');
  });
});

describe('a reference', () => {
  it('is taken apart', () => {
    expect(parseReference(`localhost:5000/a/b:1@${digest}`)).toEqual({
      repository: 'localhost:5000/a/b',
      tag: '1',
      digest,
    });
  });

  it.each([
    ['node:24', true],
    ['docker.io/library/node', true],
    ['docker.io/node', true],
    ['library/node', true],
    ['example.com/node', false],
    ['mynode', false],
  ])('%s is the official image of Node: %s', (image, official) => {
    expect(judgeBaseImage(image).isOfficial).toBe(official);
  });
});

describe('the traits of a base image', () => {
  it.each([
    ['node:24-bookworm-slim', { hasNpm: true, npmImage: 'node:24-bookworm-slim', nodeFolder: null }],
    ['localhost:5000/company/node:24', { hasNpm: true, npmImage: 'localhost:5000/company/node:24' }],
    [`node@${digest}`, { isOfficial: true, hasNpm: true }],
    [
      'gcr.io/distroless/nodejs24-debian12',
      { hasNpm: false, npmImage: 'node:24-bookworm-slim', nodeFolder: '/nodejs/bin' },
    ],
    ['company/python-node:3', { isOfficial: false, hasNpm: false, nodeFolder: null }],
    [
      'no reference',
      { isOfficial: false, hasNpm: false, refusal: expect.stringContaining('is not an image reference') },
    ],
  ])('of %s', (image, traits) => {
    expect(judgeBaseImage(image)).toMatchObject(traits);
  });
});
