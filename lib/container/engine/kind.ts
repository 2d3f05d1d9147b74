import { hostname } from 'node:os';
import type { Builder } from '../build/builder.ts';
import type { Engine } from './engine.ts';
import type { EngineInfo } from './info.ts';

/** All that tells one engine from another. A further one is a record of this kind in kinds.ts, and nothing else. */
export interface EngineKind {
  /** Where to get it. */
  install: string;
  /** The arguments of a question that only an engine that runs answers, in JSON, and what its answer says. */
  question: string[];
  /** Takes the engine's own words; undefined where they tell of a client only. */
  read: (answer: object, command: string) => Engine | undefined;
  /** What its `info --format '{{json .}}'` says of its machine. */
  readInfo: (info: object) => EngineInfo;
  /** Where it listens: the variable that says so, and the arguments of a better answer, if it gives one. */
  endpoint: { variable: string; args?: string[] };
  /** What helps somebody who is not allowed to use it. */
  whenForbidden: string[];
  /** How it is started: by the platform, and by what its client says about the address that it has tried. */
  whenSilent: (platform: NodeJS.Platform, stderr: string) => string[];
  /** The builder that it always uses; absent where that has to be found out. */
  builder?: Builder;
  /** Whether each step of a build is a container that stays where the build is ended by a signal. */
  leavesWorkingContainers: boolean;
  /** Whether a build has the proxies of the environment without being given them. */
  handsProxiesOn: boolean;
  /** The name by which one in a virtual machine knows the machine around it. */
  hostInside: string;
  /** Whether `manifest inspect` asks a registry for an image. */
  asksRegistry: boolean;
  /** What `history --format` takes for JSON: one document for each line, or a list. */
  history: { format: string; isList: boolean };
  /** Whether it runs health checks by itself. */
  runsHealthChecks: boolean;
  push: {
    /** Whether the digest is in what `push` writes; otherwise in a file, by --digestfile. */
    writesDigest: boolean;
    /** Whether a registry on this machine needs no TLS without further ado. */
    trustsLoopback: boolean;
    /** The folder of the certificates that it trusts, one folder for each registry in it. */
    certificates: string;
    /** The registry that `login` means where none is named. */
    defaultRegistry?: string;
    /** How it is told that a registry speaks plain HTTP. */
    allowInsecure: (registry: string) => string;
  };
}

/** Whether an engine's machine is this one, by its name. */
export function isThisMachine(name: string | undefined): boolean {
  return name !== undefined && name.toLowerCase() === hostname().toLowerCase();
}
