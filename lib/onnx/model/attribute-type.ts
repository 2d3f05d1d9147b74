import { FLOAT, INT64, STRING } from './datatypes.ts';
import type { Field, ProtobufFile } from '../wire/protobuf.ts';

/**
 * The operators whose result has the type that an attribute says. Of a node as it lies in the file, these are read alone:
 * a large model has millions of attributes.
 */
export const TYPED_BY_ATTRIBUTE = new Set([
  'BitCast',
  'Cast',
  'Constant',
  'ConstantOfShape',
  'EyeLike',
  'LabelEncoder',
  'LinearClassifier',
  'Multinomial',
  'QuantizeLinear',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
  'SVMClassifier',
  'SequenceEmpty',
  'TreeEnsembleClassifier',
]);

/** Attributes that name a type by its number. */
const NAMES_TYPE = ['to', 'dtype', 'output_dtype'];

/** Attributes whose values, where there are any, are the type. */
const HAS_TYPE: Record<string, number> = {
  value_float: FLOAT,
  value_floats: FLOAT,
  value_int: INT64,
  value_ints: INT64,
  value_string: STRING,
  value_strings: STRING,
  values_floats: FLOAT,
  values_int64s: INT64,
  values_strings: STRING,
  classlabels_int64s: INT64,
  classlabels_ints: INT64,
  classlabels_strings: STRING,
};

/** The element type that the attributes of a NodeProto give to its result, 0 where they give none. */
export function attributeType(file: ProtobufFile, node: Field): number {
  for (const attribute of file.fields(node)) {
    if (attribute.number !== 5) continue;
    const type = typeIn(file, attribute);
    if (type !== 0) return type;
  }
  return 0;
}

/** Of an AttributeProto: i (3), t (5); f, s, floats, ints and strings (2, 4, 7, 8, 9) by their being there. */
function typeIn(file: ProtobufFile, attribute: Field): number {
  let name = '';
  for (const field of file.fields(attribute)) {
    if (field.number === 1) name = file.name(field);
    else if (field.number === 3 && NAMES_TYPE.includes(name)) return file.integer(field);
    else if (field.number === 5 && (name === 'value' || name === 'values_tensor'))
      return tensorType(file, field);
    else if (field.number < 10 && Object.hasOwn(HAS_TYPE, name)) return HAS_TYPE[name]!;
  }
  return 0;
}

function tensorType(file: ProtobufFile, tensor: Field): number {
  for (const field of file.fields(tensor)) if (field.number === 2) return file.integer(field);
  return 0;
}
