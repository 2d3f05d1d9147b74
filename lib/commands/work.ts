/**
 * What the commands do, as one module: it is loaded, and compiled into one file, as a whole. Opening a file for each
 * command takes longer than to read what the others need.
 */
export { build } from './build.ts';
export { create } from './create/create.ts';
export { emit } from './create/emit.ts';
export { finish } from './create/finish.ts';
export { prepare } from './create/prepare.ts';
export { doctor } from './doctor.ts';
export { inspectModel } from './inspect/inspect.ts';
export { questionsOnLine } from './layers.ts';
export { exchangeModel, finishExchange, writeExchange } from './model/model.ts';
export { prepareExchange } from './model/prepare.ts';
export { push } from './push.ts';
export { run } from './run.ts';
export { templates } from './templates/templates.ts';
