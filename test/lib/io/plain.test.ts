import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../../lib/io/io.ts';
import { askPlainly } from '../../../lib/io/plain.ts';

/** Asks, and types one answer at each question; when there are no more, the input ends. */
async function converse<T>(
  prompt: Partial<Prompt<T>> & Pick<Prompt<T>, 'type'>,
  ...answers: string[]
): Promise<{ answer?: T; left?: string; shown: string }> {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  let shown = '';
  stdout.on('data', (chunk) => {
    shown += String(chunk);
    // Whatever does not end its line waits for an answer on it.
    if (shown.endsWith('\n')) return;
    const answer = answers.shift();
    if (answer === undefined) stdin.end();
    else stdin.write(`${answer}\n`);
    if (answer !== undefined) shown += `<${answer}>\n`;
  });
  const asked = askPlainly({ name: 'it', message: 'It?', ...prompt }, { stdin, stdout });
  return asked.then(
    (answer) => ({ answer, shown }),
    (error: Error) => ({ left: error.name, shown }),
  );
}

const drinks = [
  { name: 'tea    (hot)', value: 'tea' },
  { name: 'water', value: 'water' },
];

describe('a plain question', () => {
  it('stands on one line with its default, which an empty answer takes', async () => {
    const { answer, shown } = await converse({ type: 'input', default: 'irisapi' }, '');
    expect(shown).toBe('It? [irisapi] <>\n');
    expect(answer).toBe('irisapi');
  });

  it('without a default takes an empty answer as such', async () => {
    expect(await converse({ type: 'input' }, '')).toEqual({ answer: '', shown: 'It? <>\n' });
  });

  it('gives the reason for a refusal as a line, and is asked again', async () => {
    const validate = (value: string) => value === 'b' || `not "${value}": b`;
    const { answer, shown } = await converse({ type: 'input', default: 'a', validate }, '', 'c', 'b');
    expect(shown).toBe('It? [a] <>\nnot "a": b\nIt? [a] <c>\nnot "c": b\nIt? [a] <b>\n');
    expect(answer).toBe('b');
  });

  it('goes back on <, where there is a question before', async () => {
    expect((await converse({ type: 'input', canGoBack: true }, '<')).left).toBe('WentBack');
    expect((await converse({ type: 'input' }, '<')).answer).toBe('<');
  });

  it.each([
    ['', true, true],
    ['', undefined, true],
    ['', false, false],
    ['y', false, true],
    ['No', true, false],
  ])('for yes or no takes "%s" (default %s) as %s', async (typed, standard, expected) => {
    const prompt = { type: 'confirm' as const, ...(standard !== undefined && { default: standard }) };
    const { answer, shown } = await converse<boolean>(prompt, typed);
    expect(answer).toBe(expected);
    expect(shown).toContain(`(y or n) [${standard === false ? 'n' : 'y'}]`);
  });

  it('for yes or no refuses anything else', async () => {
    const { answer, shown } = await converse<boolean>({ type: 'confirm', default: true }, 'maybe', 'n');
    expect(shown).toContain('"maybe" is not y or n\nIt? (y or n) [y] <n>');
    expect(answer).toBe(false);
  });

  it('numbers its choices, once, with the number of the default', async () => {
    const { answer, shown } = await converse(
      { type: 'select', choices: drinks, default: 'water' },
      '3',
      'wine',
      '1',
    );
    expect(shown.split('\n')).toEqual([
      'It?',
      '  1. tea (hot)',
      '  2. water',
      'Number 1 to 2 [2] <3>',
      '"3" is not a number from 1 to 2',
      'It?',
      'Number 1 to 2 [2] <wine>',
      '"wine" is not a number from 1 to 2',
      'It?',
      'Number 1 to 2 [2] <1>',
      '',
    ]);
    expect(answer).toBe('tea');
  });

  it('takes the default choice, or a choice by its own word', async () => {
    const prompt = { type: 'select' as const, choices: drinks };
    expect((await converse({ ...prompt, default: 'water' }, '')).answer).toBe('water');
    expect((await converse(prompt, '')).answer).toBe('tea');
    expect((await converse(prompt, 'water')).answer).toBe('water');
  });

  it('breaks long lines between words, and never in a word', async () => {
    const choices = [{ name: 'word '.repeat(40), value: 1 }];
    const { shown } = await converse({ type: 'select', choices }, '1');
    const lines = shown.split('\n').filter((line) => line.includes('word'));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^(  1\.|    )( word)+ ?$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('a plain search', () => {
  const files = ['sample:iris', 'models/', 'models/a.onnx', 'models/b.onnx'];
  const prompt: Prompt<string> = {
    name: 'model',
    type: 'search',
    message: 'Model?',
    async source(term = '') {
      const depth = term.split('/').length;
      const found = files.filter((file) => file.startsWith(term) && file !== term);
      const here = found.filter((file) => file.replace(/\/$/, '').split('/').length <= depth);
      return [...here, ...(term === '' ? [] : [term])].map((name) => ({
        name,
        value: name,
        ...(name === 'sample:iris' && { description: 'three flowers' }),
      }));
    },
    validate: (value) => /onnx$|^sample/.test(value) || `${value} is not a model`,
  };

  it('lists what there is, takes a number, and the first one where nothing is typed', async () => {
    const { answer, shown } = await converse(prompt, '');
    expect(shown).toBe(
      'Model?\n  1. sample:iris: three flowers\n  2. models/\nNumber 1 to 2, or text [1] <>\n',
    );
    expect(answer).toBe('sample:iris');
    expect((await converse(prompt, '1')).answer).toBe('sample:iris');
  });

  it('takes a text that is not in the list', async () => {
    expect((await converse(prompt, 'models/b.onnx')).answer).toBe('models/b.onnx');
  });

  it('goes on in a folder that was chosen', async () => {
    const { answer, shown } = await converse(prompt, '2', '2');
    expect(shown).toContain(
      'models/ is not a model\nModel?\n  1. models/a.onnx\n  2. models/b.onnx\nNumber 1 to 2, or text [1] <2>\n',
    );
    expect(answer).toBe('models/b.onnx');
  });

  it('offers what begins with a text that was refused', async () => {
    const { answer, shown } = await converse(prompt, 'models/b', '1');
    expect(shown).toContain('models/b is not a model\nModel?\n  1. models/b.onnx\nNumber 1, or text [1] <1>');
    expect(answer).toBe('models/b.onnx');
  });
});

describe('somebody who leaves', () => {
  it('at the end of input is told apart from a failure, on a line of its own', async () => {
    expect(await converse({ type: 'input', default: 'a' })).toEqual({
      left: 'ExitPromptError',
      shown: 'It? [a] \n',
    });
  });

  it('is not asked once more when the input has ended', async () => {
    const stdin = new PassThrough();
    stdin.end();
    stdin.resume();
    await new Promise((resolve) => stdin.on('end', resolve));
    const asked = askPlainly(
      { name: 'it', type: 'input', message: 'It?' },
      { stdin, stdout: new PassThrough() },
    );
    await expect(asked).rejects.toMatchObject({ name: 'ExitPromptError' });
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await converse({ type: 'input' }, 'a');
    await converse({ type: 'input' });
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
