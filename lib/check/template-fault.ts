import { readFile } from 'node:fs/promises';
import path from 'node:path';
import vm from 'node:vm';
import ejs from 'ejs';
import { UserError } from '../errors.ts';
import { didYouMean } from '../io/did-you-mean.ts';
import { renderTemplate, type Origin, type Variables } from '../layers/template.ts';
import type { LayerProblem } from './problem.ts';

/** Why a template does not render with these variables, and in which line; undefined where it does. */
export async function templateFault(origin: Origin, variables: Variables): Promise<LayerProblem | undefined> {
  const { file } = origin;
  try {
    renderTemplate(origin, variables);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [place = '', ...rest] = error.details;
    const [, line] = /:(\d+)$/.exec(place) ?? [];
    if (line === undefined) return syntaxFault(origin, place);
    const reason = rest.at(-1) || rest.join(' ');
    const [, unknown] = /^(\S+) is not defined$/.exec(reason) ?? [];
    if (unknown === undefined) return { code: 'template', file, line: Number(line), message: reason };
    const message = `there is no variable ${unknown}${didYouMean(unknown, Object.keys(variables))}`;
    return { code: 'unknown-variable', file, line: Number(line), message };
  }
}

const WHERE = / in .* while compiling ejs$/;
/** What the words of JavaScript's parser mean here: EJS puts a template into a `try { … } catch`. */
const MEANINGS: Record<string, string> = {
  "Unexpected token 'catch'": 'a { is never closed',
  'Missing catch or finally after try': 'there is a } too many',
};

/** EJS does not say in which line a template is no JavaScript: the program that it makes of it does. */
async function syntaxFault({ layer, file }: Origin, reason: string): Promise<LayerProblem> {
  const text = await readFile(path.join(layer.directory, ...file.split('/')), 'utf8');
  const message = MEANINGS[reason.replace(WHERE, '')] ?? reason.replace(WHERE, '');
  return { code: 'template', file, line: unclosedTag(text) ?? lineOfSyntaxError(text), message };
}

/** The line of a `<%` that has no `%>`. */
function unclosedTag(text: string): number | undefined {
  let at = 0;
  for (;;) {
    const open = text.indexOf('<%', at);
    if (open < 0) return undefined;
    const isLiteral = text[open + 2] === '%';
    const close = isLiteral ? open + 3 : text.indexOf('%>', open);
    const next = text.indexOf('<%', open + 2);
    if (close < 0 || (!isLiteral && next >= 0 && next < close)) return lineAt(text, open);
    at = close + (isLiteral ? 0 : 2);
  }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/** Compiles, and never runs, what EJS makes of a template: it keeps the template's lines as `__line = N`. */
function lineOfSyntaxError(text: string): number {
  const template = new ejs.Template(text, { compileDebug: true }) as unknown as {
    source: string;
    generateSource: () => void;
  };
  template.generateSource();
  const program = `(function () {\n${template.source}\n})`.split('\n');
  let wrong = program.length - 1;
  try {
    new vm.Script(program.join('\n'), { filename: 'template' });
  } catch (error) {
    const [, line] = /^template:(\d+)/.exec((error as Error).stack ?? '') ?? [];
    if (line !== undefined) wrong = Number(line) - 1;
  }
  const isMark = (line: string): boolean => /^ {4}; __line = \d+$/.test(line);
  const mark = program.slice(0, wrong + 1).findLastIndex(isMark);
  if (mark < 0) return 1;
  const start = Number(/\d+/.exec(program[mark]!)![0]);
  // Behind the mark, the lines of the tag as they are; what is not a tag is one line each, however long it is.
  const ofTag = program.slice(mark + 1, wrong + 1).filter((line) => !line.startsWith('    ; __append("'));
  return Math.min(start + Math.max(0, ofTag.length - 1), text.trimEnd().split('\n').length);
}
