/** A dimension: its size, the name of a free one, or -1 for a free one without a name. */
export type Dimension = number | string;

/** An input or output of the API. Datatypes have their Open Inference Protocol names: FP32, INT64, BYTES. */
export interface CardTensor {
  name: string;
  datatype: string;
  /** `[]` is a scalar, `null` an unknown rank. */
  shape: Dimension[] | null;
  /**
   * Of an input, what the graph tells about its values: for each column of [N,F], null where it tells nothing; else one
   * for all elements. Absent where it tells nothing of any.
   */
  values?: (ColumnValues | null)[];
}

/** The values that a column takes, as far as the model's graph tells. They are as JSON has them. */
export interface ColumnValues {
  /** One that the model knows, or in the middle of those that it was trained on. */
  example?: number | bigint | string;
  /** Those that it knows: the categories of an encoder. */
  known?: (number | bigint | string)[];
  /** It rejects every other value. */
  closed?: true;
  /** What stands for a missing value: the model fills it in, or has learned to do without. */
  missing?: number | bigint | string;
}

/** An output. `classes` are the columns of the second dimension, in the order of the model file. */
export interface CardOutput extends CardTensor {
  classes?: string[];
  /** The model file gives it as a ZipMap, so /predict answers it as `{class: probability}`. */
  zipmap?: true;
  /** The name of the sequence that the model file gives it in. */
  sequence?: string;
  /**
   * `false` where the model takes a table, and its graph does not make this from the table: it is the same in every
   * answer, such as a list of classes. Of the others the service proves at its start that they have a value for each row.
   */
  byRow?: false;
}

/** A body for POST /v2/…/infer in a file: JSON first, then the tensors as bytes. */
export interface ExampleFile {
  /** From the project's folder, with `/`. */
  path: string;
  /** How many bytes are JSON: the header Inference-Header-Content-Length. */
  headerLength: number;
}

/** A named column of a table: what one row of `{"rows": […]}` takes. */
export interface Column {
  name: string;
  unit?: string;
}

/** The figures of a conversion's proof; convert/report.json has all of them. */
export interface Proof {
  /** Rows that had to agree. */
  rows: number;
  /** The labels in them. */
  labels: { equal: number; different: number };
  /** Of their values; relative to the value, or to a tenth of what is usual where it is smaller. */
  values: { largestAbsolute: number; largestRelative: number };
  /** Rows at thresholds of trees, where 32 and 64 bits differ by construction: they are counted apart. */
  thresholds: { rows: number; different: number };
  /** In one line. */
  summary: string;
  /** It did not pass, and was taken all the same (--accept-differences). */
  accepted?: true;
}

/**
 * model/card.json: what a model takes and gives, made by the generator and read by the emitted app.ts.
 * The service has the same interface in templates/service/src/card.ts.
 */
export interface Card {
  version: 1;
  /**
   * The file that the user gave: its name, where it came from (`file` or `sample:NAME`), its size together with the
   * files of weights beside it, and its own hash.
   */
  source: {
    file: string;
    origin: string;
    bytes: number;
    sha256: string;
    /** Of a file that was converted: the library, its version, and what the model is. */
    framework?: string | null;
    frameworkVersion?: string | null;
    model?: string | null;
    /** Which part of the file it is, where that had to be said. */
    entry?: string;
    /** The shapes of its inputs, where they had to be said. */
    shapes?: string;
  };
  /** Of a converted model: how well it answers as the original does. */
  proof?: Proof;
  producer: string;
  irVersion: number;
  /** Domain → version; the default domain is called `ai.onnx`. */
  opsets: Record<string, number>;
  /** The model's own words about itself, if it has any. */
  description?: string;
  inputs: CardTensor[];
  outputs: CardOutput[];
  /** Outputs of the model file that cannot be served, each with the reason. Never fetched. */
  omitted: { name: string; type: string; reason: string }[];
  /**
   * Names for `{"rows": […]}`. With one input [N,F]: its F columns in order. With several inputs [N,1]: one per
   * input, in the order of `inputs`. Absent where the model does not take a table.
   */
  columns?: Column[];
  /** Whether it computes with rounded integers: their last digits differ from processor to processor. */
  quantised?: true;
  /** A body for POST /predict; absent where it would be too long. */
  example?: Record<string, unknown>;
  /** The example where it is too long to stand here. Absent where it would be too large for that, too. */
  exampleFile?: ExampleFile;
  /**
   * Where the example comes from: `signature` where it was made up, so that the model may reject its values; else the
   * name of a file or of a sample.
   */
  exampleOrigin: string;
}

/** test/golden.json: requests with their expected answers. The file is the user's own. */
export interface Golden {
  /** Where the expected answers come from: `samples/iris/train.py`, `example.json`, `test_data_set_0`, `recorded`. */
  source: string;
  /** The model file that they belong to: `source.file` and `source.sha256` of its card. */
  model?: { file: string; sha256: string };
  /** |got − want| ≤ absolute + relative·|want|; integers, strings and booleans exactly. */
  tolerance: { absolute: number; relative: number };
  /**
   * Outputs that are compared less strictly: `shape` where the model draws random numbers, `argmax` where it is
   * quantised, that is the place of the largest number of each row (of a ZipMap, its class).
   */
  compare?: Record<string, 'shape' | 'argmax'>;
  /** Bodies of POST /predict and of its answer. */
  cases: { request: Record<string, unknown>; answer: Record<string, unknown> }[];
}
