import { stripVTControlCharacters } from 'node:util';
import type { Io } from '../../io/io.ts';
import { BuildSteps, type BuildEvent } from './steps.ts';

/** How often the time in the line that is drawn again goes on. */
const TICK_MS = 200;

/** Shows a build while it runs. */
export interface BuildProgress {
  /** Takes what the builder writes, as it comes. */
  take(chunk: string): void;
  /** Stops, and takes away what is drawn. */
  end(): void;
}

/**
 * On a screen where a line can be drawn again: the step that runs and the time since the start, and a line for each
 * stage that is ready. Elsewhere these lines alone: all that the builder writes goes to the log.
 */
export function buildProgress(io: Io): BuildProgress {
  const redraw = io.redraw?.bind(io) ?? ((): void => {});
  const start = Date.now();
  const begun = new Map<string, number>();
  const steps = new BuildSteps();
  let step = 'starting';
  const draw = (): void => redraw(`${seconds(Date.now() - start)}  ${step}`);
  const show = (event: BuildEvent): void => {
    const { kind, stage } = event;
    // The base image of a stage is looked up long before the stage's turn comes.
    const isFrom = kind === 'step' && /^FROM /i.test(event.instruction);
    if (!isFrom && !begun.has(stage)) begun.set(stage, Date.now());
    if (kind === 'step') {
      step = `${stage}: ${event.instruction.replace(/\s+/g, ' ')}`;
      return;
    }
    redraw('');
    const took = event.cached ? 'as in the last build' : seconds(Date.now() - begun.get(stage)!).trim();
    io.say(`${seconds(Date.now() - start)}  ${stage}: ready (${took})`);
  };
  const timer = io.redraw && setInterval(draw, TICK_MS);
  draw();
  return {
    take(chunk) {
      for (const event of steps.read(stripVTControlCharacters(chunk))) show(event);
      draw();
    },
    end() {
      clearInterval(timer);
      redraw('');
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`.padStart(8);
}
