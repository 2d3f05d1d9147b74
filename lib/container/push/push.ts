import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Io } from '../../io/io.ts';
import { call, commandLine } from '../engine/cli.ts';
import type { Engine } from '../engine/engine.ts';
import { kindOf } from '../engine/kinds.ts';
import { engineFailed } from '../engine/failure.ts';
import { isLoopback } from '../engine/host.ts';
import { findImage } from '../engine/image.ts';
import { pushFailed } from './causes.ts';
import type { Target } from './registry.ts';

/**
 * Gives the image `name` its name in a registry and pushes it there, showing what the engine writes. Where that
 * fails or is interrupted, the name is taken back.
 * @returns the digest by which the registry knows it: `sha256:…`
 * @throws UserError  code push-… (exit 1)
 */
export async function pushImage(
  engine: Engine,
  { name, target }: { name: string; target: Target },
  io: Io,
  signal?: AbortSignal,
): Promise<string> {
  const { reference } = target;
  const before = await findImage(engine, reference, signal);
  await tag(engine, [name, reference], io, signal);
  try {
    return await (kindOf(engine).push.writesDigest ? pushReading : pushToFile)(engine, target, {
      io,
      signal,
    });
  } catch (error) {
    await call(engine.command, before === undefined ? ['rmi', reference] : ['tag', before.id, reference]);
    throw error;
  }
}

async function tag(
  engine: Engine,
  [from, to]: [string, string],
  io: Io,
  signal?: AbortSignal,
): Promise<void> {
  const args = ['tag', from, to];
  io.say(`$ ${commandLine(engine.command, args)}`);
  const { exitCode, stderr } = await call(engine.command, args, { signal });
  if (exitCode !== 0) throw engineFailed(engine, args, stderr);
}

interface Push {
  io: Io;
  signal: AbortSignal | undefined;
}

async function pushReading(engine: Engine, target: Target, push: Push): Promise<string> {
  const args = ['push', ...withoutTls(engine, target), target.reference];
  const output = await pushed(engine, target, { ...push, args });
  const digest = /\bdigest: (sha256:[0-9a-f]{64})/.exec(output)?.[1];
  if (digest === undefined) throw engineFailed(engine, args, output);
  return digest;
}

/** The digest comes in a file only. */
async function pushToFile(engine: Engine, target: Target, push: Push): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-push-'));
  const file = path.join(directory, 'digest');
  try {
    const args = ['push', ...withoutTls(engine, target), '--digestfile', file, target.reference];
    await pushed(engine, target, { ...push, args });
    return (await readFile(file, 'utf8')).trim();
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** On this machine itself a registry needs no certificate: Docker takes that for granted. */
function withoutTls(engine: Engine, { registry }: Target): string[] {
  const isGranted = kindOf(engine).push.trustsLoopback;
  return !isGranted && isLoopback(registry.replace(/:\d+$/, '')) ? ['--tls-verify=false'] : [];
}

async function pushed(
  engine: Engine,
  target: Target,
  { args, io, signal }: Push & { args: string[] },
): Promise<string> {
  io.say(`$ ${commandLine(engine.command, args)}`);
  let output = '';
  const onOutput = (chunk: string): void => {
    output += chunk;
    io.progress(chunk);
  };
  const { exitCode } = await call(engine.command, args, { signal, onOutput });
  if (exitCode !== 0) throw pushFailed(engine, target, { args, output });
  return output;
}
