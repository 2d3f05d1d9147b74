import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { adviceOnTexts, findTexts } from '../../../lib/preprocess/texts/find.ts';
import { inTexts, type TextModel, texts } from '../../emitted/texts/shared-texts.ts';
import { lacks } from '../../skip.ts';
import { newFolder } from '../onnx/folders.ts';
import { model, tensorType, value } from '../onnx/onnx-writer.ts';

const INT64 = 7;
const FLOAT = 1;
const IDS = ['input_ids', 'attention_mask'].map((name) =>
  value(name, tensorType(INT64, ['batch', 'length'])),
);

/** A folder with a model that gives `output`, and these files as JSON or as text. */
function folderOf(output: [string, (number | string)[]], files: Record<string, unknown>): string {
  const folder = newFolder();
  const [name, shape] = output;
  const bytes = model({ inputs: IDS, outputs: [value(name, tensorType(FLOAT, shape))] });
  writeFileSync(path.join(folder, 'model.onnx'), bytes);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const TOKENIZER = { 'tokenizer.json': { version: '1.0', model: { type: 'WordLevel' } } };
const LOGITS: [string, (number | string)[]] = ['logits', ['batch', 3]];
const STATES: [string, (number | string)[]] = ['last_hidden_state', ['batch', 'length', 24]];

async function found(folder: string, said = {}) {
  return findTexts(await readModel(path.join(folder, 'model.onnx')), [folder], said);
}

async function advice(folder: string) {
  return adviceOnTexts(await readModel(path.join(folder, 'model.onnx')), [folder]);
}

describe.skipIf(await lacks('inputs'))('the folders of text models that are shared', () => {
  const { models } = inTexts('index.json') as { models: TextModel[] };

  it.each(models)('$id: $about', async ({ model: file, max_length, fixed, inputs, labels, ...known }) => {
    const lies = path.join(texts, path.dirname(file));
    const read = await readModel(path.join(texts, file));
    const { preprocess, notices } = findTexts(read, [lies, path.dirname(lies)])!;
    expect(notices).toEqual([]);
    expect(Object.values(preprocess.inputs)).toEqual(inputs.map(([name]) => name));
    expect(preprocess).toMatchObject({ maxTokens: max_length, step: 'text', version: 1 });
    expect(preprocess.pad.length).toBe(fixed);
    expect(preprocess.pad.side).toBe(known.id === 'single-logit' ? 'left' : 'right');
    expect(preprocess.guessed).toBe(known.id === 'embed-spm-mean' ? true : undefined);
    expect(preprocess.output).toMatchObject(meaning(known, labels));
  });
});

/** What index.json says of the answers, as preprocess.json does. */
function meaning({ post, normalize }: Partial<TextModel>, labels?: string[]): object {
  if (post === 'softmax' || post === 'sigmoid') return { kind: 'classes', activation: post, labels };
  if (post === 'token') return { kind: 'entities', labels };
  if (post === 'sentence_embedding') return { kind: 'embedding', output: post, pooling: 'none' };
  return { kind: 'embedding', output: 'last_hidden_state', pooling: post, normalize };
}

describe('a model that takes token ids', () => {
  it('takes no more tokens than it has positions, whatever the tokenizer says', async () => {
    const most = async (files: Record<string, unknown>) =>
      (await found(folderOf(LOGITS, { ...TOKENIZER, ...files })))!.preprocess.maxTokens;
    const huge = { 'tokenizer_config.json': { model_max_length: 1e30 } };
    expect(await most(huge)).toBe(512);
    expect(await most({ ...huge, 'config.json': { max_position_embeddings: 514 } })).toBe(512);
    expect(await most({ ...huge, 'config.json': { n_positions: 1024 } })).toBe(1024);
    expect(
      await most({
        'tokenizer_config.json': { model_max_length: 900 },
        'config.json': { max_position_embeddings: 512 },
      }),
    ).toBe(512);
    expect(
      await most({
        'sentence_bert_config.json': { max_seq_length: 64 },
        'tokenizer_config.json': { model_max_length: 128 },
      }),
    ).toBe(64);
    expect(
      await most({
        'sentence_bert_config.json': { max_seq_length: null },
        'tokenizer_config.json': { model_max_length: 128 },
      }),
    ).toBe(128);
  });

  it('without labels has classes with numbers, and says that it is a guess', async () => {
    const { preprocess } = (await found(folderOf(LOGITS, TOKENIZER)))!;
    expect(preprocess).toMatchObject({ guessed: true, output: { kind: 'classes', activation: 'softmax' } });
    expect(preprocess.output).not.toHaveProperty('labels');
  });

  it('leaves labels out whose number is not the output’s, and refuses those that somebody gave', async () => {
    const folder = folderOf(LOGITS, { ...TOKENIZER, 'config.json': { id2label: { 0: 'no', 1: 'yes' } } });
    const { preprocess, notices } = (await found(folder))!;
    expect(notices).toEqual([
      'There are 2 names of classes, and the model gives 3 scores. They are left out.',
    ]);
    expect(preprocess.output).not.toHaveProperty('labels');
    await expect(found(folder, { labels: ['a', 'b'] })).rejects.toMatchObject({
      code: 'labels-number',
      exitCode: 2,
    });
    const said = (await found(folder, { labels: ['a', 'b', 'c'] }))!;
    expect(said.preprocess.output).toMatchObject({ labels: ['a', 'b', 'c'] });
    expect(said.notices).toEqual([]);
  });

  it('pools as 1_Pooling/config.json says, in both of its forms, and says what it cannot do', async () => {
    const pooled = async (pooling: object, modules: string[] = []) =>
      (await found(
        folderOf(STATES, {
          ...TOKENIZER,
          '1_Pooling/config.json': pooling,
          'modules.json': modules.map((kind) => ({ type: `sentence_transformers.models.${kind}` })),
        }),
      ))!;
    const of = async (...given: Parameters<typeof pooled>) => (await pooled(...given)).preprocess.output;
    expect(await of({ pooling_mode_lasttoken: true })).toMatchObject({ pooling: 'last', normalize: false });
    expect(await of({ pooling_mode: 'cls' }, ['Normalize'])).toMatchObject({
      pooling: 'cls',
      normalize: true,
    });
    const weighted = await pooled({ pooling_mode_weightedmean_tokens: true });
    expect(weighted.preprocess.output).toEqual({ kind: 'tensors' });
    expect(weighted.notices[0]).toMatch('another pooling than mean, cls, max or the last token');
    const dense = await pooled({ pooling_mode_mean_tokens: true }, ['Transformer', 'Pooling', 'Dense']);
    expect(dense.notices[0]).toMatch('"Dense"');
  });

  it('that writes words has no classes: its tensors are answered', async () => {
    const folder = folderOf(['logits', ['batch', 'length', 30_522]], TOKENIZER);
    expect((await found(folder))!.preprocess.output).toEqual({ kind: 'tensors' });
  });
});

describe('a tokenizer', () => {
  it('that needs code of its own is refused', async () => {
    const config = { auto_map: { AutoTokenizer: ['tokenization_own.OwnTokenizer', null] } };
    const folder = folderOf(LOGITS, { ...TOKENIZER, 'tokenizer_config.json': config });
    await expect(found(folder)).rejects.toMatchObject({
      code: 'tokenizer-remote-code',
      exitCode: 2,
      message: expect.stringContaining('tokenization_own.OwnTokenizer') as string,
    });
  });

  it.each([
    ['{"version": "1.0", "model"', 'JSON'],
    ['version https://git-lfs.github.com/spec/v1', 'JSON'],
    ['[]', 'not an object'],
    ['{"version": "1.0"}', 'no "model"'],
    ['{"version": "2.0", "model": {}}', '"version" is "2.0"'],
  ])('that is damaged or newer is refused: %s', async (text, reason) => {
    const refusal = await found(folderOf(LOGITS, { 'tokenizer.json': text })).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'tokenizer-damaged', exitCode: 2 });
    expect((refusal as Error).message).toMatch(reason);
  });

  it.each([
    ['spiece.model', ['SentencePiece model (spiece.model)', 'sentencepiece', 'T5TokenizerFast']],
    ['vocab.txt', ['vocabulary (vocab.txt)', 'BertTokenizerFast']],
  ])('that is but %s: it is told how tokenizer.json is made', async (name, words) => {
    const folder = folderOf(LOGITS, { [name]: 'x' });
    expect(await found(folder)).toBeUndefined();
    const lines = (await advice(folder))!.join('\n');
    for (const word of words) expect(lines).toContain(word);
    const described = folderOf(LOGITS, { [name]: 'x', 'config.json': { model_type: 't5' } });
    expect((await advice(described))!.join('\n')).toContain('AutoTokenizer');
  });

  it('that is not there: the flag is told, where the model takes token ids', async () => {
    expect((await advice(folderOf(LOGITS, {})))!.join('\n')).toContain('--tokenizer FILE');
    expect(await advice(folderOf(LOGITS, TOKENIZER))).toBeUndefined();
    const folder = newFolder();
    writeFileSync(path.join(folder, 'model.onnx'), model());
    expect(await advice(folder)).toBeUndefined();
  });
});
