/** model/preprocess.json: what comes in, how it becomes the model's inputs, and what the outputs mean. */
export type Preprocess = PicturePreprocess | TextPreprocess;

/** What both kinds have. */
interface Both {
  /** Of the form of the file. */
  version: 1;
  /** Nobody knows it: what most models of this kind take. */
  guessed?: true;
  output: OutputMeaning;
}

export type FilterName = 'box' | 'bilinear' | 'bicubic' | 'lanczos';

export type Resizing =
  | { fit: 'none' }
  | { fit: 'shortest'; size: number; filter: FilterName }
  | { fit: 'stretch'; size: [height: number, width: number]; filter: FilterName }
  | { fit: 'letterbox'; size: [height: number, width: number]; filter: FilterName; fill: number };

export interface PicturePreprocess extends Both {
  step: 'image';
  /** A picture in model/ to try the service with. */
  example?: string;
  /** The input that the picture goes to. */
  input: string;
  colours: 'RGB' | 'BGR' | 'grey';
  layout: 'NCHW' | 'NHWC';
  resize: Resizing;
  /** Cut out of the middle, after the resize; `halves` says which way half a pixel goes. */
  crop?: { size: [height: number, width: number]; halves: 'even' | 'down' };
  /** A value is (pixel × scale − mean) ÷ deviation, by channel. */
  scale: number;
  mean?: number[];
  deviation?: number[];
}

export interface TextPreprocess extends Both {
  step: 'text';
  /** A text, or a pair, to try the service with. */
  example?: string | [string, string];
  /** In model/. */
  tokenizer: string;
  maxTokens: number;
  truncate: 'right' | 'left';
  pad: { side: 'right' | 'left'; token?: string; length?: number };
  inputs: { ids: string; mask?: string; types?: string };
}

export type Activation = 'softmax' | 'sigmoid' | 'none';

/** What an output means; `tensors` where that is not known. */
export type OutputMeaning =
  | { kind: 'tensors' }
  | { kind: 'classes'; output: string; activation: Activation; labels?: string[] }
  | {
      kind: 'boxes';
      output: string;
      labels?: string[];
      threshold: number;
      overlap: number;
      suppressed: boolean;
    }
  | { kind: 'picture'; output: string }
  | { kind: 'entities'; output: string; labels: string[] }
  | {
      kind: 'embedding';
      output: string;
      pooling: 'mean' | 'cls' | 'last' | 'max' | 'none';
      normalize: boolean;
    };
