/*
 * `npm run docs:recording`: runs the interview of the README in a real terminal (tmux), with a real engine, and writes
 * what was seen as docs/session.svg. It makes and removes a container and an image called irisapi, on port 8000.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { packageRoot } from '../lib/package.ts';
import { Terminal } from '../test/terminal.ts';
import { animation, type Frame } from './recording/animation.ts';

const NAME = 'irisapi';
const SIZE = { columns: 80, rows: 32 };
/** How often the screen is looked at, in milliseconds. */
const EVERY_MS = 100;
/** A person reads before they press Enter. */
const THINKS_MS = 1500;
const BUILDS_MS = 300_000;
const ASKS_MS = 60_000;

const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-recording-'));
const terminal = new Terminal(SIZE);
const frames: Frame[] = [];
const start = Date.now();
let isOver = false;

/** Keeps each screen that differs from the one before. */
async function record(): Promise<void> {
  while (!isOver) {
    const screen = (await terminal.screen({ coloured: true })).replace(/^exit=0$/m, '');
    if (screen !== frames.at(-1)?.screen) frames.push({ at: Date.now() - start, screen });
    await sleep(EVERY_MS);
  }
}

const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');
await terminal.start(`sh -c 'echo "$ ml-docker"; exec ${process.execPath} ${bin}'`, folder);
const recording = record();
try {
  for (const question of ['Which model?', 'Name of the API?', 'Which port?', 'Base image?', 'What next?']) {
    await terminal.shows(question, ASKS_MS);
    await sleep(THINKS_MS);
    await terminal.press('Enter');
  }
  await terminal.shows('exit=0', BUILDS_MS);
} finally {
  isOver = true;
  await recording;
  await terminal.close();
  await execa('docker', ['rm', '--force', NAME], { reject: false });
  await execa('docker', ['image', 'rm', NAME], { reject: false });
  await rm(folder, { recursive: true, force: true });
}
await writeFile(path.join(packageRoot, 'docs', 'session.svg'), animation(frames, SIZE));
