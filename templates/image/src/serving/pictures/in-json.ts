import type { Fault } from '../problems.ts';
import { describe, Faults } from '../problems.ts';

/** More in one request would only wait for each other. */
const MOST_PICTURES = 1000;

/** The files in a body `{"image": base64}` or `{"images": [base64, …]}`. */
export interface GivenPictures {
  files: Buffer[];
  /** `images`: the answer is a list, also of one. */
  areMany: boolean;
}

/** @throws Problem 400 with every fault. */
export function picturesInJson(body: Record<string, unknown>): GivenPictures {
  const faults = new Faults();
  const wrong = (at: string, expected: string, got: unknown, hint: string): Fault => ({
    ...{ tensor: null, at, expected, got: describe(got), hint },
  });
  for (const name of Object.keys(body))
    if (name !== 'image' && name !== 'images')
      faults.add(
        wrong(
          `/${name}`,
          'nothing',
          body[name],
          'A picture is {"image": "<base64>"}, several {"images": ["<base64>", …]}.',
        ),
      );
  const areMany = Object.hasOwn(body, 'images');
  const given = areMany ? body.images : [body.image];
  if (areMany && Object.hasOwn(body, 'image'))
    faults.add(wrong('/image', 'nothing beside "images"', body.image, 'Put all pictures into "images".'));
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_PICTURES)
    faults.add(
      wrong('/images', `a list of 1 to ${MOST_PICTURES} pictures`, given, 'Each is the base64 of a file.'),
    );
  const files = Array.isArray(given)
    ? given.map((one, index) => fileIn(one, areMany ? `/images/${index}` : '/image', faults))
    : [];
  faults.raise();
  return { files: files as Buffer[], areMany };
}

function fileIn(value: unknown, at: string, faults: Faults): Buffer | undefined {
  const expected = 'the base64 of a picture file';
  if (typeof value !== 'string' || value === '') {
    faults.add({
      tensor: null,
      at,
      expected,
      got: describe(value),
      hint: 'In Python: base64.b64encode(file.read()).decode().',
    });
    return undefined;
  }
  const text = value.replace(/^data:[^,]*;base64,/, '').replace(/\s+/g, '');
  if (/^[\w+/-]*={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  const hint =
    'Base64 has letters, digits, + and / only. A file is sent as the body itself, with "Content-Type: image/png".';
  faults.add({ tensor: null, at, expected, got: `"${value.slice(0, 20)}…"`, hint });
  return undefined;
}
