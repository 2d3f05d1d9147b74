import type { Io } from '../../io/io.ts';
import { emit } from './emit.ts';
import { finish, type CreateResult } from './finish.ts';
import { prepare, type CreateOptions } from './prepare.ts';

/** The main command as a whole, for a door that need not give way between its steps. */
export async function create(options: CreateOptions, io: Io): Promise<CreateResult> {
  const prepared = await prepare(options, io);
  await emit(prepared, io);
  return finish(prepared, io);
}
