import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ejs from 'ejs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { pinImage } from '../../../../lib/container/push/compose-file.ts';
import { packageRoot } from '../../../../lib/package.ts';

const IMAGE = `localhost:5000/team/irisapi@sha256:${'a'.repeat(64)}`;

const template = await readFile(path.join(packageRoot, 'templates/compose/compose.yaml.ejs'), 'utf8');
const emitted = ejs.render(template, { name: 'irisapi', port: 8000, card: { source: { bytes: 1000 } } });

function changedLines(before: string, after: string): [string, string][] {
  const lines = after.split('\n');
  return before
    .split('\n')
    .flatMap((line, i) => (line === lines[i] ? [] : [[line, lines[i]!] as [string, string]]));
}

describe('an image with a digest in compose.yaml', () => {
  it('takes the place of the one that is built, in the file as it is emitted', () => {
    const { text, changes } = pinImage(emitted, 'irisapi', IMAGE)!;
    const { build, ...rest } = parse(emitted).services.irisapi;
    expect(build).toBe('.');
    expect(parse(text).services.irisapi).toEqual({ ...rest, image: IMAGE });
    expect(changedLines(emitted, text)).toHaveLength(2);
    expect(changes).toHaveLength(2);
  });

  it('is exchanged for the next one, and nothing else is', () => {
    const first = pinImage(emitted, 'irisapi', IMAGE)!.text;
    const next = pinImage(first, 'irisapi', IMAGE.replaceAll('a', 'b'))!;
    expect(changedLines(first, next.text)).toEqual([
      [`    image: "${IMAGE}"`, `    image: "${IMAGE.replaceAll('a', 'b')}"`],
    ]);
    expect(next.changes).toEqual([`image: ${IMAGE.replaceAll('a', 'b')}`]);
  });

  const edited = [
    'name: mine # of my own',
    'services:',
    '  # the database comes first',
    '  db:',
    '    image: postgres:17',
    '    build: ./db',
    "  'irisapi' : # ours",
    '    ports: ["80:8000"]',
    '    build:',
    '      context: .',
    '',
    '      args:',
    '        - image: no',
    '    image: irisapi   # as built',
    '    deploy: { replicas: 2 }',
    'volumes:',
    '  image: {}',
    '',
  ].join('\n');

  it('leaves the edits of the user, other services and comments as they are', () => {
    const { text } = pinImage(edited, 'irisapi', IMAGE)!;
    const before = parse(edited);
    delete before.services.irisapi.build;
    before.services.irisapi.image = IMAGE;
    expect(parse(text)).toEqual(before);
    expect(text).toContain(`    image: "${IMAGE}"   # as built`);
    expect(text).toContain('    # build:\n      # context: .\n');
    expect(text.split('\n')).toHaveLength(edited.split('\n').length);
  });

  it('keeps the line ends of Windows', () => {
    const { text } = pinImage(edited.replaceAll('\n', '\r\n'), 'irisapi', IMAGE)!;
    expect(text.replaceAll('\r\n', '\n')).toBe(pinImage(edited, 'irisapi', IMAGE)!.text);
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .every((line) => line.endsWith('\r')),
    ).toBe(true);
  });

  it.each([
    ['another service', edited, 'students'],
    ['a service of a longer name', edited.replace("'irisapi'", 'irisapi-2'), 'irisapi'],
    ['no image: line', edited.replace('    image: irisapi', '    imagine: irisapi'), 'irisapi'],
    ['no services', 'volumes: {}\n', 'irisapi'],
    ['a service in one line', 'services:\n  irisapi: { image: x }\n', 'irisapi'],
    ['an empty service at the end', 'services:\n  irisapi:\n', 'irisapi'],
  ])('has no place where there is %s', (_case, text, service) => {
    expect(pinImage(text, service, IMAGE)).toBeUndefined();
  });
});
