import { ByteReader } from '../bytes/byte-reader.ts';
import { BufferBytes, type ByteSource } from '../bytes/byte-source.ts';
import { FlatTable } from '../bytes/flatbuffer.ts';
import { FormatError } from '../bytes/format-error.ts';
import { selectJson } from '../json/select-json.ts';
import { type Json, member, type Selection, textOf } from '../json/selection.ts';
import type { Reading } from '../source.ts';
import { type CatboostColumn, readCatboost } from './catboost.ts';

// catboost/libs/model/flatbuffers/{model,features}.fbs: fields by their place.
const MODEL = { trees: 1, info: 2 };
const TREES = { categorical: 4, float: 5, text: 12, embedding: 18 };
const FLOAT = { place: 2, name: 4 };
const OTHER = { place: 1, name: 2 };
const PAIR = { key: 0, value: 1 };
const START = 8;

/** A model in CatBoost's own form: "CBM1", a length, then a FlatBuffer. Throws FormatError. */
export function readCbm(bytes: ByteSource): Reading {
  const reader = new ByteReader(bytes);
  const length = reader.u32(4);
  if (START + length > bytes.size)
    throw new FormatError('truncated', `it ends after ${bytes.size} bytes, of ${START + length}`);
  const model = FlatTable.root(reader, START);
  const info = new Map(model.tables(MODEL.info).map((pair) => [pair.text(PAIR.key), pair.text(PAIR.value)]));
  const trees = model.table(MODEL.trees);
  return readCatboost({
    format: 'catboost-cbm',
    columns: trees ? columnsOf(trees) : [],
    versionInfo: info.get('catboost_version_info') ?? '',
    loss: textOf(
      member(parsed(info.get('params'), { loss_function: { type: true } }), 'loss_function', 'type'),
    ),
    classes: parsed(info.get('class_params'), true),
  });
}

function columnsOf(trees: FlatTable): CatboostColumn[] {
  const of = (kind: CatboostColumn['kind'], fields: typeof OTHER): CatboostColumn[] =>
    trees.tables(TREES[kind]).map((feature) => {
      const place = feature.integer(fields.place, -1);
      return { name: feature.text(fields.name) || String(place), kind, place };
    });
  return [
    ...of('float', FLOAT),
    ...of('categorical', OTHER),
    ...of('text', OTHER),
    ...of('embedding', OTHER),
  ];
}

function parsed(text: string | undefined, wanted: Selection): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return selectJson(new BufferBytes(Buffer.from(text)), wanted);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
