import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asInvoked, shellWord, shownFolder } from '../../../lib/io/shell.ts';

describe('a command that is printed', () => {
  const npx = { npm_command: 'exec' };

  it.each([
    [
      '  or, with a first prediction: ml-docker run',
      '  or, with a first prediction: npx generator-ml-docker run',
    ],
    ['  ml-docker api --yes', '  npx generator-ml-docker api --yes'],
    ['stopped; next: cd api && ml-docker run', 'stopped; next: cd api && npx generator-ml-docker run'],
    ['error: x\n  next: ml-docker build', 'error: x\n  next: npx generator-ml-docker build'],
    ['$ docker run -d --init --name ml-docker -p 8000:8000 ml-docker', undefined],
    ['$ docker build -t ml-docker .', undefined],
    ['npx generator-ml-docker --model FILE', undefined],
  ])('after npx names one that exists: %j', (text, expected) => {
    const script = '/home/me/.npm/_npx/1a2b/node_modules/.bin/ml-docker';
    expect(asInvoked(text, npx, script)).toBe(expected ?? text);
    expect(asInvoked(text, npx, '/home/me/checkout/dist/bin/ml-docker.js')).toBe(text);
    expect(asInvoked(text, {}, script)).toBe(text);
  });

  it('quotes what a shell would take apart', () => {
    expect(shellWord('models/iris-1.onnx')).toBe('models/iris-1.onnx');
    expect(shellWord("it's mine")).toBe(`'it'\\''s mine'`);
  });

  it('shows a folder from here, and as a whole where the way climbs', () => {
    const here = path.resolve('/home/me/here');
    expect(shownFolder(path.join(here, 'api'), here)).toBe('api');
    expect(shownFolder(path.join(here, '..api'), here)).toBe('..api');
    expect(shownFolder(here, here)).toBe('.');
    expect(shownFolder(path.resolve('/home/me/other'), here)).toBe(path.resolve('/home/me/other'));
  });
});
