import { UserError } from '../errors.ts';
import { runFlags } from '../interview/flags.ts';
import { interviewQuestions, type Question } from '../interview/questions.ts';
import { hasControls } from '../io/text.ts';
import { isObject, isTexts } from './json.ts';

/** A question of a layer, in the form of our own table, as far as that is data. */
export interface LayerQuestion {
  /** The variable in its templates, and the key in .yo-rc.json. */
  name: string;
  /** The flag, without dashes; made from the name where it is absent: `costCentre` → `cost-centre`. */
  flag?: string;
  /** How it is asked; it is asked only where this is there. */
  message?: string;
  help: string;
  type?: 'input' | 'number' | 'confirm' | 'select';
  default?: string | number | boolean;
  /** For `select`. */
  choices?: string[];
  /** A regular expression that a text has to match as a whole. */
  pattern?: string;
}

/** What templates have already: lib/project/variables.ts, and what EJS itself brings. */
const VARIABLES = ['baseTraits', 'dnsName', 'resources', 'layers', 'signature', 'card', 'example', 'answers'];
const OF_EJS = ['locals', 'include', 'rethrow'];
/** Words that a variable in JavaScript cannot be called. */
const RESERVED =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
  'false finally for function if implements import in instanceof interface let new null package private protected ' +
  'public return static super switch this throw true try typeof undefined var void while with yield';

function isTakenName(name: string): boolean {
  const ours = [...interviewQuestions, ...runFlags].map((question) => question.name as string);
  const isInherited = name in {};
  return isInherited || [...ours, ...VARIABLES, ...OF_EJS, ...RESERVED.split(' ')].includes(name);
}

function isTakenFlag(flag: string): boolean {
  return [
    ...[...interviewQuestions, ...runFlags].map((question) => question.flag),
    'help',
    'version',
  ].includes(flag);
}

/**
 * The questions of all layers, lowest first; where two ask for the same name, the later one asks.
 * @throws UserError  layer-questions, where two questions want the same flag
 */
export function questionsOf(layers: { config: { questions: LayerQuestion[] } }[]): Question[] {
  const all = layers.flatMap(({ config }) => config.questions);
  const byName = new Map(all.map((question) => [question.name, asQuestion(question)]));
  const questions = [...byName.values()];
  const twice = questions.find(({ flag }, i) => questions.findIndex((other) => other.flag === flag) < i);
  if (twice === undefined) return questions;
  throw new UserError({
    code: 'layer-questions',
    what: `Two layers ask different questions by the flag --${twice.flag}`,
    where: 'layer.json',
    next: 'give one of them another "flag", or both the same "name"',
  });
}

/** An entry of our own table: what a layer's question comes to. */
export function asQuestion({ name, flag, message, help, ...rest }: LayerQuestion): Question {
  const { type = 'input', choices, pattern, default: given } = rest;
  const fallback = given ?? { input: '', number: 0, confirm: false, select: choices?.[0] }[type];
  const isFit = (value: unknown): boolean => {
    if (type === 'number') return Number.isFinite(value);
    if (type === 'select') return choices!.includes(value as string);
    return (
      pattern === undefined || type !== 'input' || new RegExp(`^(?:${pattern})$`, 'u').test(String(value))
    );
  };
  const wanted = {
    number: 'a number',
    confirm: 'true or false',
    select: `one of ${(choices ?? []).join(', ')}`,
    input: `a text like ${pattern}`,
  }[type];
  return {
    name: name as Question['name'],
    flag: flag ?? flagFrom(name),
    ...(type !== 'confirm' && { argument: type === 'number' ? 'N' : 'TEXT' }),
    help,
    defaultText: fallback === '' ? 'none' : String(fallback),
    kept: true,
    ...(type === 'number' && { parse: (text: string) => (text.trim() === '' ? NaN : Number(text)) }),
    default: () => fallback,
    check: (value) => isFit(value) || `${JSON.stringify(value)} does not fit: write ${wanted}`,
    ...(message !== undefined && {
      prompt: () => ({
        type: type === 'number' ? ('input' as const) : type,
        message,
        ...(type === 'select' && { choices: choices!.map((value) => ({ name: value, value })) }),
      }),
    }),
  };
}

/** `costCentre` → `cost-centre` */
export function flagFrom(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** What keeps an entry of layer.json from being a question, with its place. */
export function faultsOfQuestion(question: unknown, index: number): string[] {
  const at = `questions/${index}`;
  if (!isObject(question)) return [`${at}: is not an object`];
  const { name, flag, message, help, type = 'input', choices, pattern, default: given } = question;
  const known = ['name', 'flag', 'message', 'help', 'type', 'choices', 'pattern', 'default'];
  const faults = Object.keys(question)
    .filter((key) => !known.includes(key))
    .map((key) => `"${key}" is unknown; there are ${known.join(', ')}`);
  if (typeof name !== 'string' || !/^[a-z][A-Za-z0-9]*$/.test(name)) {
    faults.push('"name" is letters and digits, the first one in lower case: costCentre');
  } else {
    if (isTakenName(name)) faults.push(`"name": ${name} is taken by the generator`);
    const asFlag = flag ?? flagFrom(name);
    if (typeof asFlag !== 'string' || !/^[a-z][a-z0-9-]*$/.test(asFlag))
      faults.push('"flag": like cost-centre');
    else if (isTakenFlag(asFlag)) faults.push(`"flag": --${asFlag} is taken by the generator`);
  }
  if (typeof help !== 'string' || help === '') faults.push('"help" says what it is for, in a few words');
  if (message !== undefined && typeof message !== 'string') faults.push('"message" is a text');
  // Shown before anybody has agreed to the layer: nothing in it may move the cursor.
  const shown = [help, message, given, ...(isTexts(choices) ? choices : [])];
  if (shown.some((text) => typeof text === 'string' && hasControls(text)))
    faults.push('a text with a control character in it');
  if (!['input', 'number', 'confirm', 'select'].includes(type as string)) {
    faults.push('"type" is input, number, confirm or select');
  }
  if (type === 'select' && !(isTexts(choices) && choices.length > 0))
    faults.push('"choices" is a list of texts');
  if (pattern !== undefined && !isPattern(pattern)) faults.push('"pattern" is not a regular expression');
  if (faults.length === 0 && given !== undefined) {
    const verdict = asQuestion(question as unknown as LayerQuestion).check!(given, {
      cwd: '.',
      directory: undefined,
      answers: {},
    });
    if (typeof verdict === 'string') faults.push(`"default": ${verdict}`);
  }
  return faults.map((fault) => `${at}: ${fault}`);
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(`^(?:${value})$`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
