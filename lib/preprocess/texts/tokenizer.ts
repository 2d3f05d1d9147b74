import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { namesIn } from '../../formats/folders/inside.ts';
import { isObject, objectIn } from '../object-in.ts';

const OTHERWISE = 'or leave it out, and send token ids: --tokenizer none';

/**
 * A tokenizer that is read without running anything.
 * @param file tokenizer.json, absolute
 * @throws UserError (exit 2) tokenizer-remote-code, tokenizer-damaged
 */
export function checkTokenizer(file: string): Record<string, unknown> {
  const config = objectIn(path.dirname(file), 'tokenizer_config.json') ?? {};
  const map = config['auto_map'];
  if (isObject(map) && map['AutoTokenizer'] !== undefined) throw remoteCode(file, map['AutoTokenizer']);
  const tokenizer = parsed(file);
  if (!isObject(tokenizer['model'])) throw damaged(file, 'it has no "model"');
  if (tokenizer['version'] !== '1.0')
    throw damaged(file, `its "version" is ${JSON.stringify(tokenizer['version'])}, and only "1.0" is known`);
  return tokenizer;
}

function parsed(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
  if (!isObject(value)) throw damaged(file, 'it is not an object');
  return value;
}

function damaged(file: string, reason: string): UserError {
  return new UserError({
    code: 'tokenizer-damaged',
    what: `The tokenizer cannot be read: ${reason}`,
    where: file,
    next: ['download tokenizer.json again (git lfs pull, where it is a pointer)', OTHERWISE],
  });
}

function remoteCode(file: string, names: unknown): UserError {
  const code = [names].flat().filter((name) => typeof name === 'string');
  return new UserError({
    code: 'tokenizer-remote-code',
    what: `The tokenizer needs Python code of its own (auto_map: ${code.join(', ')}), which does not run in the service`,
    where: path.join(path.dirname(file), 'tokenizer_config.json'),
    next: [
      'if that code changes no token, take "auto_map" out of tokenizer_config.json and try again',
      OTHERWISE,
    ],
  });
}

/** How a folder without tokenizer.json gets one; undefined where nothing of a tokenizer lies there. */
export function adviceOnTokenizer(folders: string[]): string[] | undefined {
  for (const folder of folders) {
    const names = namesIn(folder);
    const sentencePiece = names.find((name) => /^(.*spiece|sentencepiece.*|tokenizer)\.model$/.test(name));
    if (sentencePiece !== undefined)
      return converted(`a SentencePiece model (${sentencePiece})`, folder, ' sentencepiece protobuf');
    if (names.includes('vocab.txt')) return converted('a vocabulary (vocab.txt)', folder);
    if (names.includes('vocab.json') && names.includes('merges.txt'))
      return converted('a vocabulary (vocab.json, merges.txt)', folder);
  }
  return undefined;
}

/** transformers reads all of these, and writes tokenizer.json. Without a word on the kind, a vocab.txt is BERT's. */
function converted(what: string, folder: string, more = ''): string[] {
  const isKnown = ['tokenizer_config.json', 'config.json'].some((name) =>
    existsSync(path.join(folder, name)),
  );
  const reader = isKnown ? 'AutoTokenizer' : more === '' ? 'BertTokenizerFast' : 'T5TokenizerFast';
  return [
    `There is ${what} beside the model, and no tokenizer.json. Python makes one of it:`,
    `pip install transformers${more}`,
    `cd ${folder} && python -c "from transformers import ${reader} as T; T.from_pretrained('.').save_pretrained('.')"`,
  ];
}
