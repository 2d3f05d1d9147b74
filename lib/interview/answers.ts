/** What makes a project: kept in its .yo-rc.json, with no absolute path, and asked for only once. */
export interface Answers {
  /** Name of the API: the image, the container, the npm package, and the model in URLs. */
  name: string;
  /** `sample:NAME`, or the name of the user's file; in the flags a path from the working folder. */
  model: string;
  /** The port on the host and in the container, 1 to 65535. */
  port: number;
  /** What the Dockerfile's last stage starts FROM. */
  baseImage: string;
  /** Layers on top of `service` and `container`, by name. */
  with: string[];
  /** Where layers of the user's own come from, lowest first; in .yo-rc.json folders are relative to the project. */
  templates?: string[];
}

/** How one run goes about it; not kept. */
export interface RunFlags {
  /** A file with column names, or the names; they are kept in model/card.json. */
  columns?: string;
  /** A file or folder with a request and, where it is known, its answer; kept in model/card.json and test/golden.json. */
  example?: string;
  /** How pictures become the model's input: a preset, a file like model/preprocess.json, or `none`. */
  preprocess?: string;
  /** A file with the names of the classes. */
  labels?: string;
  /** A tokenizer.json, or `none`. */
  tokenizer?: string;
  build?: boolean;
  run?: boolean;
  engine?: string;
  platform?: string;
  caFile?: string;
  pull?: boolean;
  yes?: boolean;
  force?: boolean;
  /** How files are settled that both sides changed in the same place. */
  conflict?: 'keep' | 'overwrite' | 'merge';
  dryRun?: boolean;
  allowDirty?: boolean;
  /** Renders templates from elsewhere without a question. */
  trust?: boolean;
  /** Takes a model's file whose calls are not known for what they are. */
  trustModel?: boolean;
  /** Rows for the proof of a conversion, and names and types of columns: a path. */
  data?: string;
  /** Which part of a pickled dict or tuple is the model. */
  entry?: string;
  /** Takes a converted model that does not answer as the original. */
  shapes?: string;
  acceptDifferences?: boolean;
  /** A Python of this machine that converts in place of the sandbox. */
  python?: string;
  /** Where `convert` writes. */
  out?: string;
  save?: string;
  /** Of a service. */
  url?: string;
  skipInstall?: boolean;
  plain?: boolean;
  json?: boolean;
  hash?: boolean;
  hostPort?: number;
  memory?: string;
  cpus?: string;
  env?: string[];
  restart?: string;
  detach?: boolean;
  attach?: boolean;
  compose?: boolean;
  kubernetes?: boolean;
  /** One of kubectl's contexts. */
  context?: string;
  namespace?: string;
  /** The folder of a kustomization, from the project's folder. */
  overlay?: string;
  /** Which part of the requests a new version gets, in percent. */
  canary?: number;
  promote?: boolean;
  rollback?: boolean;
}

/** What was given by flag: parsed, not yet checked. */
export type Flags = Partial<Answers> & RunFlags;

/** `caFile` → `ca-file` */
type Dashed<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Dashed<Rest>}`
  : Name;

/** Every flag of the generator's own, as it is typed, without its dashes. Those of layers are known only at run time. */
export type FlagName = Dashed<keyof Flags>;
