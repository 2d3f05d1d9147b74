import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../lib/layers/config.ts';
import { asQuestion, questionsOf, type LayerQuestion } from '../../../lib/layers/questions.ts';
import { variables } from '../../../lib/project/variables.ts';

const CONTEXT = { cwd: '.', directory: undefined, answers: {} };
const layerOf = (...questions: LayerQuestion[]) => ({ config: { remove: [], requires: [], questions } });
const faults = (config: unknown): string[] => {
  try {
    parseConfig(JSON.stringify(config), 'layer.json');
  } catch (error) {
    return (error as { details: string[] }).details;
  }
  return [];
};
const faultsOf = (question: unknown) => faults({ questions: [question] });

describe('a question of a layer', () => {
  it('has a flag from its name, a default, and a check', async () => {
    const question = asQuestion({ name: 'costCentre', help: 'x', pattern: '\\d{4}', default: '1000' });
    expect(question).toMatchObject({ flag: 'cost-centre', argument: 'TEXT', kept: true });
    expect(question.default!(CONTEXT)).toBe('1000');
    expect(await question.check!('4711', CONTEXT)).toBe(true);
    expect(await question.check!('47110', CONTEXT)).toContain('\\d{4}');
    expect(question.prompt).toBeUndefined();
  });

  it('is asked where it has a message, in the form of its type', () => {
    const select = asQuestion({
      name: 'tier',
      help: 'x',
      type: 'select',
      choices: ['a', 'b'],
      message: 'Which?',
    });
    expect(select.prompt!(CONTEXT)).toMatchObject({
      type: 'select',
      choices: [{ value: 'a' }, { value: 'b' }],
    });
    expect(select.default!(CONTEXT)).toBe('a');
    const number = asQuestion({ name: 'n', help: 'x', type: 'number' });
    expect(number.parse!('')).toBeNaN();
    expect(number.parse!('1.5')).toBe(1.5);
    expect(asQuestion({ name: 'b', help: 'x', type: 'confirm' }).argument).toBeUndefined();
  });

  it.each([
    [{ name: 'Cost', help: 'x' }, 'letters and digits'],
    [{ name: 'class', help: 'x' }, 'taken'],
    [{ name: 'constructor', help: 'x' }, 'taken'],
    [{ name: 'port', help: 'x' }, 'taken'],
    [{ name: 'mine', flag: 'base-image', help: 'x' }, '--base-image is taken'],
    [{ name: 'mine' }, '"help"'],
    [{ name: 'mine', help: 'x', type: 'checkbox' }, '"type"'],
    [{ name: 'mine', help: 'x', type: 'select' }, '"choices"'],
    [{ name: 'mine', help: 'x', pattern: '(' }, 'regular expression'],
    [{ name: 'mine', help: 'x', type: 'number', default: 'x' }, '"default"'],
    [{ name: 'mine', help: 'x', validate: 'x' }, '"validate" is unknown'],
    [{ name: 'mine', help: 'x\u001b[2J' }, 'control character'],
    ['mine', 'not an object'],
  ])('like %j is refused: %s', (question, fault) => {
    expect(faultsOf(question).join('\n')).toContain(`questions/0: `);
    expect(faultsOf(question).join('\n')).toContain(fault);
  });

  it('cannot take the name of a variable', () => {
    for (const { name } of variables) expect(faultsOf({ name, help: 'x' }).join()).toContain('taken');
  });
});

describe('layer.json', () => {
  it.each([
    [[], 'not a JSON object'],
    [{ remove: 'x' }, '"remove"'],
    [{ requires: [1] }, '"requires"'],
    [{ questions: {} }, '"questions"'],
    [{ scripts: {} }, '"scripts" is unknown'],
  ])('like %j is refused: %s', (config, fault) => expect(faults(config).join()).toContain(fault));
});

describe('the questions of several layers', () => {
  it('are all asked; of the same name the later one', () => {
    const questions = questionsOf([
      layerOf({ name: 'a', help: 'low' }, { name: 'b', help: 'b' }),
      layerOf({ name: 'a', help: 'high' }),
    ]);
    expect(questions.map(({ name, help }) => [name, help])).toEqual([
      ['a', 'high'],
      ['b', 'b'],
    ]);
  });

  it('by the same flag are refused', () => {
    const layers = [layerOf({ name: 'a', help: 'x' }), layerOf({ name: 'b', flag: 'a', help: 'x' })];
    expect(() => questionsOf(layers)).toThrow('--a');
  });
});
