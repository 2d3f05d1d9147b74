import { findEngine, type Engine } from '../engine/engine.ts';
import { engineInfo, type EngineInfo } from '../engine/info.ts';
import { hostAddress } from '../engine/host.ts';

/** What is about to happen; `doctor` only looks. */
export type Purpose = 'build' | 'run' | 'push' | 'doctor';

/** What the checks are about. */
export interface Subject {
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string | undefined;
  /** Absent outside of a project: then only the machine is checked. */
  project?: ProjectSubject | undefined;
}

/** As much of a project as matters to an engine. */
export interface ProjectSubject {
  /** Of the image and of the container. */
  name: string;
  /** The port wanted on the engine's host. */
  hostPort: number;
  /** What the Dockerfile's last stage starts FROM. */
  baseImage: string;
  /** Size of the model, in bytes. */
  modelBytes: number;
  /**
   * Reads model/model.onnx as it lies there.
   * @throws UserError  where it cannot be read or served
   */
  readModel(): Promise<unknown>;
  /** How the right answers are recorded, as it is typed; undefined where the project has them, or tests of its own. */
  toRecord: string | undefined;
}

/** What a check found, where it is not a problem: problems are thrown, as UserErrors. */
export interface Finding {
  status: 'ok' | 'notice';
  what: string;
  /** What can be done about a notice. */
  next?: string[];
}

/** What every check is given; the engine is asked once for each answer, however many checks want it. */
export interface Surroundings extends Subject {
  purpose: Purpose;
  signal: AbortSignal | undefined;
  /** @throws UserError  where no engine answers */
  findEngine(): Promise<Engine>;
  info(): Promise<EngineInfo>;
  /** The name or address under which published ports are reached. */
  host(): Promise<string>;
}

/** One check: made before the commands that it names, and by `ml-docker doctor`. */
export interface Check {
  /** As the doctor shows it: `disk`. */
  name: string;
  purposes: readonly Purpose[];
  /** Whether there is nothing to check outside of a project. */
  needsProject?: boolean;
  /** @throws UserError  (exit 1) for what stands in the way, with what to type next */
  run(around: Surroundings): Promise<Finding>;
}

export const ok = (what: string): Finding => ({ status: 'ok', what });
export const notice = (what: string, ...next: string[]): Finding => ({ status: 'notice', what, next });

export function surroundings(purpose: Purpose, subject: Subject, signal?: AbortSignal): Surroundings {
  let engine: Promise<Engine> | undefined;
  let info: Promise<EngineInfo> | undefined;
  let host: Promise<string> | undefined;
  const around: Surroundings = {
    ...subject,
    purpose,
    signal,
    findEngine: () => (engine ??= findEngine(subject.engine, signal)),
    info: () => (info ??= around.findEngine().then((found) => engineInfo(found, signal))),
    host: () => (host ??= around.findEngine().then((found) => hostAddress(found, signal))),
  };
  return around;
}
