/** What model/preprocess.json says of a text: how it becomes the model's inputs. */
export interface TextSettings {
  /** The file beside preprocess.json: Hugging Face's tokenizer.json. */
  tokenizer: string;
  /** The most tokens, those that the tokenizer adds among them: the model knows no later positions. */
  maxTokens: number;
  /** Which side is cut, and which is filled. */
  truncate: 'right' | 'left';
  pad: {
    side: 'right' | 'left';
    /** The token that fills; undefined where the tokenizer has none: then each text runs alone. */
    token?: string;
    /** To this length, where the model takes no other. */
    length?: number;
  };
  /** The model's inputs for ids, mask and types: those that it has. */
  inputs: { ids: string; mask?: string; types?: string };
}
