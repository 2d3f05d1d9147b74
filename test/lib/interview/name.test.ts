import { describe, expect, it } from 'vitest';
import { checkName, isValidName, nearestName } from '../../../lib/interview/name.ts';

describe('a name', () => {
  it.each(['irisapi', 'student-api', 'a1', 'my.model_v2', 'a__b', 'a---b', 'x'.repeat(128)])(
    'can be %s',
    (name) => {
      expect(isValidName(name)).toBe(true);
    },
  );

  it.each([
    '',
    'a',
    'IrisApi',
    'iris api',
    '-iris',
    'iris-',
    'a..b',
    'a___b',
    'a/b',
    'é1',
    'node_modules',
    'x'.repeat(129),
  ])('cannot be "%s"', (name) => {
    expect(isValidName(name)).toBe(false);
    expect(checkName(name)).toContain('for example');
  });

  it.each([
    ['IrisApi', 'irisapi'],
    ['Student API v2', 'student-api-v2'],
    ['Modèle (final)', 'modele-final'],
    ['a', 'a-api'],
    ['日本', 'model'],
    ['model.v2.onnx', 'model.v2.onnx'],
    ['__x__', 'x-api'],
    ['node_modules', 'node_modules-api'],
  ])('made from "%s" is %s', (text, name) => {
    expect(nearestName(text)).toBe(name);
  });

  it('made from anything is valid', () => {
    for (let code = 0; code < 0x3000; code++) {
      expect(isValidName(nearestName(`${String.fromCharCode(code)}${String.fromCharCode(code * 7)}`))).toBe(
        true,
      );
    }
  });
});
