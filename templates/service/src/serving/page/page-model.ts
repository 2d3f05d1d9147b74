/** What the page is told of the model: GET /page/model.json. Shared with files/*.js, so it imports nothing. */
export interface PageModel {
  /** The API's name. */
  name: string;
  /** The model's own words about itself. */
  description?: string;
  /** Of a converted model: in one line, how well it answers as the original does. */
  proof?: string;
  /** Whether predictions need an API key. */
  needsKey: boolean;
  /** Whether POST /predict takes CSV. */
  takesTables: boolean;
  /** Of a model that takes rows, or one text: the fields of the form. */
  columns?: PageColumn[];
  /** What a request has these fields in: a row, or a tensor of one element each. */
  takes: 'rows' | 'inputs';
  /** A body for POST /predict, as text: numbers keep all their digits. Absent where none is known to be answered. */
  example?: string;
  /** Output → the names of its classes, where the model file has them. */
  classes: Record<string, string[]>;
  /** Of a model that takes pictures or texts. */
  step?: PageStep;
}

/** What the page needs of model/preprocess.json. */
export interface PageStep {
  takes: 'image' | 'text';
  /** Whether what becomes of it is a guess. */
  guessed: boolean;
  /** What the answers are: `classes`, `boxes`, `picture`, `entities`, `embedding`, `tensors`. */
  answers: string;
  /** The text to begin with; of pictures, the name of the one at `page/example`. */
  example?: string;
  /** The second text to begin with; empty where there may be one, absent where the model takes no pairs. */
  pair?: string;
  /** The names of its classes, where they are so few that each has a mark of its own. */
  labels: string[];
}

/** A column: one field of the form. */
export interface PageColumn {
  name: string;
  unit?: string;
  kind: 'number' | 'whole' | 'text' | 'boolean';
  /** What a value is, in a few words: `whole number from 0 to 255`. */
  form: string;
  /** The values that the model knows, as text. */
  known?: string[];
  /** It rejects all others. */
  closed: boolean;
  /** It knows what to do where the value is missing. */
  mayBeEmpty: boolean;
  /** The value that the form begins with, as text; empty where none is known. */
  example: string;
}
