import type { Card, CardTensor, ExampleFile } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Inference } from '../inference/inference.ts';
import type { Service } from '../service.ts';
import { takesTables } from '../tables/layout.ts';
import { describeValues, form, tableColumns } from './columns.ts';
import { code, inline, plain, shortened } from './markdown.ts';
import { describeOutput, describeTensor, explainFree, shareOfRow } from './tensors.ts';

/** Longer lists tell a reader nothing more; the schemas have every name. */
const MOST_LISTED = 20;

/** What the model takes and gives and how it is called, in CommonMark: the text at the head of the page. */
export function pageDescription({ card, config }: Service): string {
  const made = card.producer ? `, made by ${inline(card.producer)}` : '';
  const blocks = [
    card.description && plain(card.description),
    ...takes(card),
    ...gives(card),
    ...leftOut(card),
    howToCall(card, config.name),
    config.apiKey === undefined ? undefined : KEY,
    `The model is ${code(card.source.file)}${made}.`,
    card.proof && proven(card.proof),
  ];
  return blocks.filter(Boolean).join('\n\n');
}

/** How well a converted model answers as the original does. */
function proven({ summary, accepted }: NonNullable<Card['proof']>): string {
  const but = accepted ? ', but for differences that were accepted' : '';
  return `It was converted, and answers as the original does${but}: ${plain(summary)}.`;
}

const KEY =
  '**Predictions need the API key** that the service was started with (`API_KEY`): send it as `X-API-Key: KEY` ' +
  'or as `Authorization: Bearer KEY`. On this page, press **Authorize** first.';

function takes(card: Card): string[] {
  const columns = tableColumns(card);
  if (columns.length > 0) {
    const named = columns.map(({ name, unit, input, values }) => {
      const sort = [`${form(input.datatype)} (${input.datatype})`, describeValues(values, true)].filter(
        Boolean,
      );
      return `${code(name)}${unit ? `, in ${inline(unit)}` : ''}: ${sort.join('; ')}`;
    });
    const rows = isFree(card.inputs[0]!.shape![0]!) ? 'rows' : `exactly ${card.inputs[0]!.shape![0]!} row`;
    return [`**It takes** ${rows} with ${counted(columns.length, 'column')}:`, list(named)];
  }
  if (card.inputs.length === 0) return ['**It takes** no input.'];
  const tensors = card.inputs.map((input) => {
    const known = input.values?.length === 1 ? describeValues(input.values[0] ?? undefined, false) : '';
    return [`${code(input.name)}: ${describeTensor(input)}`, known].filter(Boolean).join('; ');
  });
  return [`**It takes** ${counted(tensors.length, 'tensor')}:`, list(tensors)];
}

function gives(card: Card): string[] {
  const inRow = answersRows(card);
  const outputs = card.outputs.map((output) => `${code(output.name)}: ${describeOutput(output, inRow)}`);
  const free = explainFree(inRow ? card.outputs.map(shareOfRow) : [...shownInputs(card), ...card.outputs]);
  const head = inRow ? `${counted(outputs.length, 'value')} for each row` : counted(outputs.length, 'tensor');
  return [`**It gives** ${head}:`, list(outputs), ...(free ? [free] : [])];
}

/** Whether every output is declared to have a value for each row. */
function answersRows({ columns, inputs, outputs }: Card): boolean {
  const rows = columns && inputs[0]!.shape![0]!;
  const isOne = ({ shape }: CardTensor) => (isFree(rows!) ? isFree(shape![0]!) : shape![0] === rows);
  return rows !== undefined && outputs.every((output) => output.shape?.length && isOne(output));
}

/** Rows are described by their columns, and not by the shapes of the tensors that they become. */
function shownInputs({ columns, inputs }: Card): CardTensor[] {
  return columns ? [] : inputs;
}

function leftOut({ omitted }: Card): string[] {
  if (omitted.length === 0) return [];
  const outputs = omitted.map(
    ({ name, type, reason }) => `${code(name)} (${inline(type)}): ${inline(reason)}`,
  );
  return ['**Left out**, though the model file has it:', list(outputs)];
}

function howToCall(card: Card, name: string): string {
  const tensors =
    card.inputs.length === 1 ? '`{"inputs": nested array}`' : '`{"inputs": {NAME: nested array}}`';
  const body = card.columns ? `\`{"rows": [{COLUMN: value}]}\`, or whole tensors as ${tensors}` : tensors;
  return (
    `**To call it**, send \`POST /predict\` with ${body}. ` +
    `Clients of the Open Inference Protocol find it at \`/v2/models/${name}/infer\`.`
  );
}

/** The same in two or three sentences, for POST /predict itself, and what its example is. */
export function predictDescription(card: Card, inference: Inference, name: string): string {
  const outputs = shortened(
    card.outputs.map(({ name }) => code(name)),
    MOST_LISTED,
  ).join(', ');
  const some = card.outputs.length > 1 ? '; a list of names in `outputs` picks some of them' : '';
  const answers = `The answer has ${outputs}${some}.`;
  return [taken(card), tables(card), answers, aboutExample(card, inference, name)]
    .filter(Boolean)
    .join('\n\n');
}

function tables(card: Card): string | undefined {
  if (!takesTables(card)) return undefined;
  return 'A table of any length goes as CSV (`Content-Type: text/csv`, or the file of a form) or as one JSON object a line (`application/x-ndjson`), and comes back with the answers behind its own columns.';
}

function taken(card: Card): string {
  const names = shortened(
    card.inputs.map(({ name }) => code(name)),
    MOST_LISTED,
  ).join(', ');
  if (card.inputs.length === 0) return 'Send `{}`.';
  const tensors = card.inputs.length === 1 ? `the tensor ${names}` : `the tensors ${names}`;
  if (!card.columns) return `Send ${tensors} in \`inputs\`.`;
  const columns = tableColumns(card).map(({ name, unit }) => code(name) + (unit ? ` (${inline(unit)})` : ''));
  const each = shortened(columns, MOST_LISTED).join(', ');
  const instead = card.inputs.length === 1 ? tensors : 'a tensor for each column';
  return `Send \`rows\`, each with ${each}; or ${instead} in \`inputs\`.`;
}

function aboutExample(
  card: Card,
  { ready, example, rejection }: Inference,
  name: string,
): string | undefined {
  if (example?.body) return 'The example works as it stands: press **Try it out**, then **Execute**.';
  if (example) {
    const count = example.request.inputs.reduce((sum, { data }) => sum + data.length, 0);
    const long = `An example has ${count} values, too many to be shown: what is shown only has its form.`;
    return [long, example.isOwn && card.exampleFile && sent(card.exampleFile, name)]
      .filter(Boolean)
      .join(' ');
  }
  if (!ready) return undefined; // Nothing is known yet.
  const made = card.exampleOrigin === 'signature' ? ', which was made up from its signature' : '';
  return (
    `**The model does not accept the example of its project**${made}: ${code(rejection?.message ?? '')} ` +
    'Give the project one that it accepts: `ml-docker --example FILE`.'
  );
}

/** How an example in a file is sent. The page does not know its own address. */
function sent({ path, headerLength }: ExampleFile, name: string): string {
  const header = `Inference-Header-Content-Length: ${headerLength}`;
  return (
    `The project has one that works, as bytes, which go to \`/v2/models/${name}/infer\` on this server: ` +
    `\`curl -H "${header}" --data-binary @${path} http://HOST:PORT/v2/models/${name}/infer\`.`
  );
}

function list(items: string[]): string {
  return shortened(items, MOST_LISTED)
    .map((item) => `- ${item}`)
    .join('\n');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
