import { describe, expect, it } from 'vitest';
import { merge } from '../../../../lib/project/update/merge.ts';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

describe('a merge of text', () => {
  const base = lines('one', 'two', 'three', 'four', 'five');

  it('takes both edits where they are in different places', () => {
    const yours = lines('ONE', 'two', 'three', 'four', 'five');
    const planned = lines('one', 'two', 'three', 'four', 'FIVE', 'six');
    expect(merge('x.ts', { base, yours, planned })).toEqual({
      text: lines('ONE', 'two', 'three', 'four', 'FIVE', 'six'),
      isClean: true,
    });
  });

  it('takes an edit once that both made', () => {
    const same = lines('one', 'two', 'THREE', 'four', 'five');
    expect(merge('x.ts', { base, yours: same, planned: same })).toEqual({ text: same, isClean: true });
  });

  it('puts both between markers where they contradict', () => {
    const yours = lines('one', 'my two', 'three', 'four', 'five');
    const planned = lines('one', 'new two', 'three', 'four', 'five');
    const { text, isClean } = merge('x.ts', { base, yours, planned });
    expect(isClean).toBe(false);
    expect(text).toBe(
      lines(
        'one',
        '<<<<<<< yours',
        'my two',
        '=======',
        'new two',
        '>>>>>>> planned',
        'three',
        'four',
        'five',
      ),
    );
  });

  it('keeps the line ends of Windows', () => {
    const yours = lines('ONE', 'two', 'three', 'four', 'five').replaceAll('\n', '\r\n');
    const planned = lines('one', 'two', 'three', 'four', 'FIVE');
    const { text, isClean } = merge('x.ts', { base, yours, planned });
    expect({ text, isClean }).toEqual({
      text: lines('ONE', 'two', 'three', 'four', 'FIVE').replaceAll('\n', '\r\n'),
      isClean: true,
    });
  });

  it('keeps a last line without an end', () => {
    expect(merge('x', { base: 'a\nb\nc', yours: 'A\nb\nc', planned: 'a\nb\nC' }).text).toBe('A\nb\nC');
  });
});

describe('a merge of JSON', () => {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const base = json({ name: 'api', dependencies: { express: '^5' }, config: { port: 8000 } });
  const merged = (yours: unknown, planned: unknown) =>
    merge('package.json', { base, yours: json(yours), planned: json(planned) });

  it('takes two new members at the same place', () => {
    expect(
      merged(
        { name: 'api', dependencies: { express: '^5', sharp: '^1' }, config: { port: 8000 } },
        { name: 'api', dependencies: { express: '^5', pino: '^9' }, config: { port: 9000 } },
      ),
    ).toEqual({
      text: json({
        name: 'api',
        dependencies: { express: '^5', sharp: '^1', pino: '^9' },
        config: { port: 9000 },
      }),
      isClean: true,
    });
  });

  it('takes what was deleted on one side', () => {
    expect(
      JSON.parse(merged({ name: 'mine', dependencies: {}, config: { port: 8000 } }, JSON.parse(base)).text),
    ).toEqual({ name: 'mine', dependencies: {}, config: { port: 8000 } });
    expect(
      JSON.parse(
        merged({ ...JSON.parse(base), x: 1 }, { name: 'api', dependencies: { express: '^5' } }).text,
      ),
    ).toEqual({ name: 'api', dependencies: { express: '^5' }, x: 1 });
  });

  it('is a contradiction where one member has two new values', () => {
    const change = (express: string) => ({ name: 'api', dependencies: { express }, config: { port: 8000 } });
    expect(merged(change('^6'), change('^7')).isClean).toBe(false);
  });

  it('is a contradiction where the user deleted what the generator changed', () => {
    const without = { name: 'api', config: { port: 8000 } };
    const changed = { name: 'api', dependencies: { express: '^6' }, config: { port: 8000 } };
    expect(merged(without, changed).isClean).toBe(false);
  });

  it('never comes out as something that is not JSON', () => {
    const yours = base.replace('  "name"', '    "name"').replace('"^5"', '"^5",\n    "sharp": "^1"');
    const planned = json({
      name: 'api',
      dependencies: { express: '^5', pino: '^9' },
      config: { port: 8000 },
    });
    const { text, isClean } = merge('package.json', { base, yours, planned });
    if (isClean) expect(() => JSON.parse(text) as unknown).not.toThrow();
    else expect(text).toContain('<<<<<<<');
  });
});
