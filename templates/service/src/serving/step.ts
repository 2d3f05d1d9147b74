import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RequestHandler } from 'express';
import { Router } from 'express';
import type { Card, Preprocess } from '../card.ts';
import { readPreprocess } from '../card.ts';
import type { Service } from './service.ts';

/**
 * The default export of a file in src/steps/: makes the route that takes a picture, a text or a record, with
 * `prediction`. Its settings are what model/preprocess.json has beside the name.
 */
export type Step = (service: Service, settings: Preprocess) => RequestHandler;

/** The export `check` of such a file, where it has one: looks at what the step needs, so that an image is not built without. */
export type Check = (card: Card, settings: Preprocess) => void;

const folder = join(import.meta.dirname, '..', 'steps');

/** The route of the step that model/preprocess.json names; nothing where it names none. @throws as `loadStep`. */
export async function step(service: Service): Promise<RequestHandler> {
  const loaded = await loadStep();
  return loaded ? loaded.step(service, loaded.settings) : Router();
}

interface Loaded {
  step: Step;
  check: Check | undefined;
  settings: Preprocess;
}

/** @throws Error that says what to do where the step is not there, cannot be loaded, or is none. */
export async function loadStep(): Promise<Loaded | undefined> {
  const settings = readPreprocess();
  if (!settings) return undefined;
  const name = `src/steps/${settings.step}.ts`;
  const file = join(folder, `${settings.step}.ts`);
  if (!existsSync(file))
    throw new Error(`model/preprocess.json names the step "${settings.step}", but there is no ${name}.`);
  const { default: step, check } = (await import(pathToFileURL(file).href).catch((error: Error) => {
    throw new Error(`${name} cannot be loaded: ${error.message}`, { cause: error });
  })) as { default?: Step; check?: Check };
  if (typeof step !== 'function')
    throw new Error(`${name} has to export a function by default: see src/steps/README.md.`);
  return { step, check, settings };
}
