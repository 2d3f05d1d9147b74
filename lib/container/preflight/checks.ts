import { baseImageCheck } from './base-image.ts';
import { builderCheck } from './builder.ts';
import type { Check } from './check.ts';
import { containerNameCheck } from './container-name.ts';
import { diskCheck } from './disk.ts';
import { clientCheck, engineCheck } from './engine.ts';
import { imageCheck } from './image.ts';
import { goldenCheck, modelCheck } from './model.ts';
import { portCheck } from './port.ts';
import { sandboxCheck } from './sandboxes.ts';

/** Every check there is, in the order of the doctor. The first two decide whether the others can be made. */
export const checks: readonly Check[] = [
  clientCheck,
  engineCheck,
  builderCheck,
  diskCheck,
  sandboxCheck,
  modelCheck,
  goldenCheck,
  baseImageCheck,
  imageCheck,
  containerNameCheck,
  portCheck,
];
