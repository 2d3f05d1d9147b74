import type { FilterName } from './filters.ts';

/** What model/preprocess.json says of a picture: how it becomes the model's input. */
export interface ImageSettings {
  /** The input that the picture goes to; the only one, where absent. */
  input?: string;
  /** Whether nobody knows it: the generator found nothing, and took what most models take. */
  guessed?: boolean;
  /** The order of the channels; `grey` for one. */
  colours: 'RGB' | 'BGR' | 'grey';
  resize: Resizing;
  /** Cut out of the middle, after the resize: [height, width]. */
  crop?: { size: [number, number]; halves: 'even' | 'down' };
  /** Each value is `(pixel × scale − mean) ÷ deviation`, by channel in the order of `colours`. */
  scale: number;
  mean?: number[];
  deviation?: number[];
  layout: 'NCHW' | 'NHWC';
}

export type Resizing =
  /** As it is. */
  | { fit: 'none' }
  /** Its shorter side gets this length. */
  | { fit: 'shortest'; size: number; filter: FilterName }
  /** [height, width], whatever that does to its proportions. */
  | { fit: 'stretch'; size: [number, number]; filter: FilterName }
  /** Inside [height, width], and the rest is filled with one grey. */
  | { fit: 'letterbox'; size: [number, number]; filter: FilterName; fill: number };
