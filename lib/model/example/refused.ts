import { UserError } from '../../errors.ts';

/** An example that the model would not take: what is wrong with it, fault by fault. */
export function doesNotFit(place: string, faults: string[]): UserError {
  const shown = faults.slice(0, 8);
  const rest = faults.length > shown.length ? [`… and ${faults.length - shown.length} more`] : [];
  return new UserError({
    code: 'example-does-not-fit',
    what: 'The example does not fit the model',
    where: place,
    details: [...shown, ...rest],
    next: 'correct it; ml-docker inspect FILE shows what the model takes and gives, and a body that fits',
  });
}

/** An example that cannot be read at all. */
export function unreadable(place: string, reason: string): UserError {
  return new UserError({
    code: 'example-unreadable',
    what: 'The example cannot be read',
    where: place,
    details: [reason],
    next: 'give JSON as POST /predict takes it, with "inputs" or "rows", and "outputs" where you know them; or a CSV file with a header',
  });
}
