import { expect, it } from 'vitest';
import { browserCode } from './browser-code.ts';

const { jsonNumber } = await browserCode<{ jsonNumber(text: string): string | undefined }>('fields.js');

it.each([
  ['+5', '5'],
  ['.5', '0.5'],
  ['-.5', '-0.5'],
  ['007', '7'],
  ['-00.50', '-0.50'],
  [' 1e3 ', '1e3'],
  ['0', '0'],
  ['9007199254740993', '9007199254740993'],
  ['3,5', undefined],
  ['1.', undefined],
  ['', undefined],
  ['much', undefined],
  ['0x10', undefined],
])('a field takes %j as the number %s', (text, number) => {
  expect(jsonNumber(text)).toBe(number);
});
