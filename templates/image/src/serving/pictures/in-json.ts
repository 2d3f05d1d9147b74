import type { Fault } from '../problems.ts';
import { describe, Faults } from '../problems.ts';

/** More in one request would only wait for each other. */
export const MOST_PICTURES = 1000;

/** The files in the members of a body `{"image": base64}` or `{"images": [base64, …]}`. */
export interface GivenPictures {
  files: Buffer[];
  /** `images`: the answer is a list, also of one. */
  areMany: boolean;
}

/** @param body what `membersIn` has read. @throws Problem 400 with every fault. */
export function picturesInJson(body: Record<string, unknown>): GivenPictures {
  const faults = new Faults();
  const wrong = (at: string, expected: string, got: unknown, hint: string): Fault => ({
    ...{ tensor: null, at, expected, got: describe(got), hint },
  });
  for (const name of Object.keys(body))
    if (name !== 'image' && name !== 'images') faults.add(wrong(`/${name}`, 'nothing', body[name], FORM));
  const areMany = Object.hasOwn(body, 'images');
  const given = areMany ? body.images : [body.image];
  if (areMany && Object.hasOwn(body, 'image'))
    faults.add(wrong('/image', 'nothing beside "images"', body.image, 'Put all pictures into "images".'));
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_PICTURES) {
    const expected = `a list of 1 to ${MOST_PICTURES} pictures`;
    faults.add(wrong('/images', expected, given, 'Each is the base64 of a file.'));
  }
  const files = Array.isArray(given)
    ? given.map((one, index) => fileOf(one, areMany ? `/images/${index}` : '/image', faults))
    : [];
  faults.raise();
  return { files: files as Buffer[], areMany };
}

const FORM = 'A picture is {"image": "<base64>"}, several {"images": ["<base64>", …]}.';

function fileOf(value: unknown, at: string, faults: Faults): Buffer | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length);
  const hint =
    typeof value === 'string'
      ? 'Base64 has letters, digits, + and / only, and is whole. A file is sent as the body itself, with "Content-Type: image/png".'
      : 'In Python: base64.b64encode(file.read()).decode().';
  faults.add({ tensor: null, at, expected: 'the base64 of a picture file', got: describe(value), hint });
  return undefined;
}
