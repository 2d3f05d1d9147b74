/*
 * `node encode-all.ts PROJECT TEXTS NAME`: encodes every text with the code of a project, and compares with what Python
 * made of it. Prints `{compared, different: […]}`.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [project, texts, name] = process.argv.slice(2) as [string, string, string];
const read = (file: string) => JSON.parse(readFileSync(path.join(texts, file), 'utf8')) as never;
copyFileSync(
  path.join(texts, 'tokenizers', name, 'tokenizer.json'),
  path.join(project, 'model', `${name}.json`),
);

type Text = string | [string, string];
interface Tokens {
  ids: number[];
  types: number[];
  special: number[];
  offsets: [number, number][];
}
type Settings = Record<string, unknown>;
interface Encoder {
  padId: number | undefined;
  encode(text: Text, at: string, mayCut: boolean, turn: unknown): Promise<Tokens>;
}
interface Tensor {
  data: BigInt64Array;
}
interface Module {
  TextEncoder: new (settings: Settings) => Encoder;
  textTensors: (
    tokens: Pick<Tokens, 'ids' | 'types'>,
    settings: Settings,
    card: object,
    padId?: number,
  ) => Tensor[];
}
const load = async (file: string) =>
  (await import(pathToFileURL(path.join(project, 'src', 'serving', 'texts', file)).href)) as Module;
const { TextEncoder } = await load('encode.ts');
const { textTensors } = await load('tensors.ts');

interface Recorded {
  ids?: number[];
  length?: number;
  ids_sha256_int64le?: string;
  type_ids: number[] | string;
  offsets?: [number, number][];
  special?: number[];
  attention_mask: string;
}
type Padded = { ids: number[]; attention_mask: string; type_ids: string };
type Side = 'right' | 'left';

const strings = (read('strings.json') as { text: string }[]).map(({ text }) => text);
const recorded = read(`encodings/${name}.json`) as {
  pad_token: string | null;
  single: Recorded[];
  pairs: (Recorded & { pair: [number, number] })[];
} & Record<`truncate16_${Side}`, number[][]> &
  Record<`pairs_truncate16_${Side}`, { pair: [number, number]; ids: number[]; type_ids: number[] }[]> &
  Record<`truncate16_pad_max_length_${Side}`, Padded[] | undefined>;

const different: string[] = [];
let compared = 0;
function same(what: string, got: unknown, wanted: unknown): void {
  compared++;
  if (JSON.stringify(got) !== JSON.stringify(wanted)) different.push(what);
}

const patience = { work: () => Promise.resolve(), expect: () => {} };
const SETTINGS = {
  ...{ tokenizer: `${name}.json`, maxTokens: 1e6, truncate: 'right' as Side, pad: { side: 'right' as Side } },
  ...{ inputs: { ids: 'ids', mask: 'mask', types: 'types' }, output: { kind: 'tensors' as const } },
};
const CARD = { inputs: ['ids', 'mask', 'types'].map((one) => ({ name: one, datatype: 'INT64' })) };

/** Undefined where there are no tokens: such a text is refused. */
const encode = (encoder: Encoder, text: Text): Promise<Tokens> =>
  encoder.encode(text, '/text', true, patience).catch((error: Error) => {
    if (/no tokens/.test(error.message)) return { ids: [], types: [], special: [], offsets: [] };
    throw error;
  });
const textsOf = ([one, other]: [number, number]): Text => [strings[one]!, strings[other]!];

/** Whole, alone and in pairs. */
async function whole(what: string, text: Text, wanted: Recorded): Promise<void> {
  const { ids, types, special, offsets } = await encode(all, text);
  if (wanted.ids) same(`${what} ids`, ids, wanted.ids);
  else {
    const bytes = new Uint8Array(BigInt64Array.from(ids, BigInt).buffer);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    same(`${what} ids`, [ids.length, sha256], [wanted.length, wanted.ids_sha256_int64le]);
  }
  // Of the longest pairs the types are not recorded.
  const zeros = wanted.type_ids === 'zeros' ? ids.map(() => 0) : wanted.type_ids;
  if (zeros !== 'see sha') same(`${what} types`, types, zeros);
  if (wanted.special) same(`${what} special`, special, wanted.special);
  if (wanted.offsets) same(`${what} offsets`, offsets, wanted.offsets);
  const [, mask] = textTensors({ ids, types }, SETTINGS, CARD, undefined);
  same(`${what} mask`, wanted.attention_mask === 'ones' && mask!.data.every((one) => one === 1n), true);
}

const all = new TextEncoder(SETTINGS);
for (const [index, wanted] of recorded.single.entries()) await whole(`${index}`, strings[index]!, wanted);
for (const wanted of recorded.pairs) await whole(`pair ${wanted.pair.join()}`, textsOf(wanted.pair), wanted);

for (const side of ['right', 'left'] as const) {
  const cut = new TextEncoder({ ...SETTINGS, maxTokens: 16, truncate: side });
  for (const [index, wanted] of recorded[`truncate16_${side}`].entries())
    same(`${index} cut ${side}`, (await encode(cut, strings[index]!)).ids, wanted);
  for (const { pair, ids, type_ids } of recorded[`pairs_truncate16_${side}`]) {
    const got = await encode(cut, textsOf(pair));
    same(`pair ${pair.join()} cut ${side}`, [got.ids, got.types], [ids, type_ids]);
  }
  const token = recorded.pad_token;
  if (token === null) continue;
  const settings = { ...SETTINGS, maxTokens: 16, pad: { side, token, length: 16 } };
  const filling = new TextEncoder(settings);
  for (const [index, wanted] of recorded[`truncate16_pad_max_length_${side}`]!.entries()) {
    const tensors = textTensors(await encode(filling, strings[index]!), settings, CARD, filling.padId);
    const [ids, mask, types] = tensors.map(({ data }) => Array.from(data, Number));
    const got = [ids, mask!.join(''), types!.join('')];
    same(`${index} filled ${side}`, got, [wanted.ids, wanted.attention_mask, wanted.type_ids]);
  }
}

console.log(JSON.stringify({ compared, different }));
