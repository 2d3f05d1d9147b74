import { type Json, member, numberOf, type Selection, textOf } from '../json/selection.ts';
import { few, judged, refused, source } from '../reading.ts';
import type { Reading, Source, SourceColumn } from '../source.ts';

/** A column of a CatBoost model, by its place among all columns. */
export interface CatboostColumn {
  name: string;
  kind: 'float' | 'categorical' | 'text' | 'embedding';
  place: number;
}

/** What both of CatBoost's own forms say. */
export interface CatboostModel {
  format: 'catboost-cbm' | 'catboost-json';
  columns: CatboostColumn[];
  /** Of the library, with the tag of its release in it. */
  versionInfo: string;
  loss: string | undefined;
  classes: Json | undefined;
}

const PARAMETERS: Selection = { loss_function: { type: true } };

/** What of a CatBoost model in JSON is read. */
export const CATBOOST: Selection = {
  features_info: {
    float_features: { '*': { feature_id: true, feature_index: true, flat_feature_index: true } },
    categorical_features: { '*': { feature_id: true, feature_index: true, flat_feature_index: true } },
    text_features: { '*': { feature_id: true, feature_index: true, flat_feature_index: true } },
    embedding_features: { '*': { feature_id: true, feature_index: true, flat_feature_index: true } },
  },
  model_info: { catboost_version_info: true, class_params: true, params: PARAMETERS },
  oblivious_trees: 'present',
  trees: 'present',
};

const KINDS = ['float', 'categorical', 'text', 'embedding'] as const;

export function readCatboostJson(model: Json): Reading {
  const columns = KINDS.flatMap((kind) => {
    const features = member(model, 'features_info', `${kind}_features`);
    return (Array.isArray(features) ? features : []).map((feature) => {
      const place = numberOf(member(feature, 'flat_feature_index'));
      return { name: textOf(member(feature, 'feature_id')) || String(place), kind, place };
    });
  });
  const info = member(model, 'model_info');
  return readCatboost({
    format: 'catboost-json',
    columns,
    versionInfo: textOf(member(info, 'catboost_version_info')) ?? '',
    loss: textOf(member(info, 'params', 'loss_function', 'type')),
    classes: member(info, 'class_params'),
  });
}

/** CatBoost writes ONNX itself, of models of numbers alone: https://catboost.ai/docs/en/concepts/apply-onnx-ml. */
export function readCatboost(model: CatboostModel): Reading {
  const columns = model.columns.toSorted((a, b) => a.place - b.place);
  // Columns without names are called by their numbers.
  const isNamed = columns.some(({ name, place }) => name !== String(place));
  const unnamed = isNamed || columns.length === 0 ? [] : [`${columns.length} columns without names`];
  const said = source(model.format, {
    framework: 'catboost',
    frameworkVersion: version(model.versionInfo),
    model: `CatBoost(${[model.loss ?? 'loss not known', ...unnamed].join(', ')})`,
    columns: isNamed ? columns.map(({ name, kind }) => ({ name, type: TYPES[kind] })) : [],
    classes: classesOf(model.classes),
  });
  const others = columns.filter(({ kind }) => kind !== 'float');
  return others.length === 0 ? judged(said) : categorical(said, others);
}

const TYPES: Record<CatboostColumn['kind'], SourceColumn['type']> = {
  float: 'number',
  categorical: null,
  text: 'text',
  embedding: null,
};

function categorical(said: Source, columns: CatboostColumn[]): Reading {
  const kinds = [...new Set(columns.map(({ kind }) => kind))].join(' and ');
  return refused(said, {
    code: 'model-categorical',
    message: `It has ${kinds} columns: ${few(columns.map(({ name }) => name))}. CatBoost exports ONNX of numeric columns alone`,
    hint: 'encode these columns as numbers before training (an OrdinalEncoder in a scikit-learn Pipeline), and train again',
  });
}

function version(info: string): string | null {
  const found = /\btags\/v(\d+(?:\.\d+)+)/.exec(info) ?? /\brelease (\d+(?:\.\d+)+)/i.exec(info);
  return found?.[1] ?? null;
}

/** `class_names`, or `class_to_label` where the labels are numbers. */
function classesOf(parameters: Json | undefined): Source['classes'] {
  const names = member(parameters, 'class_names');
  const labels = member(parameters, 'class_to_label');
  const known = Array.isArray(names) && names.length > 0 ? names : labels;
  if (!Array.isArray(known) || known.length === 0) return null;
  return known.filter(
    (one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean',
  );
}
