import type { Source } from '../source.ts';

const WIDTH = 78;

const TYPES = 'from skl2onnx.common.data_types import';

/**
 * Lines of Python that set `types`, what to_onnx is told of a scikit-learn model's inputs: one for each column where
 * the model takes columns by name, one text where it begins with text, else one matrix. All numbers are floats: a
 * column of whole numbers before one of floats makes the converter cut these to whole numbers, without an error.
 */
export function initialTypes(source?: Source): string[] {
  const columns = source?.columns ?? [];
  if (/\bColumnTransformer\b/.test(source?.model ?? '') && columns.length > 0) {
    const text = columns.filter(({ type }) => type === 'text').map(({ name }) => name);
    return [
      `${TYPES} FloatTensorType`,
      `${TYPES} StringTensorType`,
      ...listed(
        'columns',
        columns.map(({ name }) => name),
      ),
      ...listed('text', text),
      'types = [(c, (StringTensorType if c in text else FloatTensorType)([None, 1]))',
      '         for c in columns]',
    ];
  }
  const isText = /(Count|Tfidf|Hashing)Vectorizer/.test(source?.model ?? '');
  return isText
    ? [`${TYPES} StringTensorType`, 'types = [("text", StringTensorType([None, 1]))]']
    : [`${TYPES} FloatTensorType`, 'types = [("X", FloatTensorType([None, model.n_features_in_]))]'];
}

/** A list of texts, broken into lines. JSON's escapes are Python's. */
function listed(name: string, texts: string[]): string[] {
  const lines: string[] = [];
  let line = `${name} = [`;
  texts.forEach((text, i) => {
    const part = JSON.stringify(text) + (i < texts.length - 1 ? ', ' : '');
    if (line.length + part.length > WIDTH - 4) {
      lines.push(line.trimEnd());
      line = '    ';
    }
    line += part;
  });
  return [...lines, `${line}]`];
}
