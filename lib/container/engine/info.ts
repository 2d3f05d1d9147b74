import { call } from './cli.ts';
import type { Engine } from './engine.ts';
import { engineFailed } from './failure.ts';
import { kindOf } from './kinds.ts';

/** What an engine says about the machine that it runs on. */
export interface EngineInfo {
  /** The operating system, in words: `Debian GNU/Linux 12 (bookworm)`, `Docker Desktop`. */
  system: string;
  /** Whether that machine is this one. A virtual machine on it, as Docker Desktop has it, is another one. */
  isHere: boolean;
  /** The folders of images and containers, on the machine of the engine. */
  folders: string[];
  /** Bytes free in them, where the engine itself says so. */
  free?: number;
}

/** @throws UserError  engine-failed (exit 1) */
export async function engineInfo(engine: Engine, signal?: AbortSignal): Promise<EngineInfo> {
  const args = ['info', '--format', '{{json .}}'];
  const { exitCode, stdout, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) throw engineFailed(engine, args, stderr);
  return kindOf(engine).readInfo(JSON.parse(stdout) as object);
}
