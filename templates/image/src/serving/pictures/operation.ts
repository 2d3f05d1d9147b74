import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelDirectory } from '../../card.ts';
import { FORM_BODY } from '../http/form-file.ts';
import { json } from '../openapi/answers.ts';
import type { Schema } from '../openapi/elements.ts';
import { ref } from '../openapi/elements.ts';
import { meaningParameters, meaningSchemas } from '../openapi/meaning.ts';
import type { Operation } from '../openapi/prediction.ts';
import { object } from '../openapi/schemas.ts';
import { PICTURE_TYPES } from './kinds.ts';
import type { ImageSettings } from './settings.ts';

const FILE: Schema = { type: 'string', format: 'binary' };
const BASE64: Schema = { type: 'string', format: 'byte', description: 'a picture file in base64' };

/** What POST /predict of a model that takes pictures tells of itself. */
export function pictureOperation(settings: ImageSettings): {
  operation: Operation;
  schemas: Record<string, Schema>;
} {
  const { answer, schemas } = meaningSchemas(settings.output);
  const form = object({ image: { ...FILE, description: 'a picture; several parts give `results`' } }, [
    'image',
  ]);
  const files = PICTURE_TYPES.map((type) => [type, { schema: FILE }]);
  const takes = { anyOf: [ref('PictureRequest'), ref('PicturesRequest'), ref('PredictRequest')] };
  const gives = { anyOf: [...new Set([answer, 'Results', 'TensorsAnswer'])].map(ref) };
  const picture = settings.output.kind === 'picture' ? { 'image/png': { schema: FILE } } : {};
  const operation = {
    description: description(settings),
    requestBody: {
      required: true,
      content: {
        // Before the form: Swagger would keep what a form has where another type is chosen after it.
        ...(Object.fromEntries(files) as Record<string, unknown>),
        [FORM_BODY.types[0]!]: { schema: { ...form, additionalProperties: true } },
        ...json(takes, example(settings)).content,
      },
    },
    responses: { 200: { content: { ...json(gives).content, ...picture } } },
    parameters: meaningParameters(settings.output),
  };
  return {
    operation,
    schemas: {
      ...schemas,
      PictureRequest: object({ image: BASE64 }),
      PicturesRequest: object({ images: { type: 'array', items: BASE64, minItems: 1 } }),
    },
  };
}

function description({ input, guessed, output }: ImageSettings): string {
  const several = 'Several parts, or `images`, give `{"results": […]}` in their order.';
  return [
    `Send a picture: the file as the body, in a form, or as base64 in \`{"image": …}\`. ${several}`,
    `The tensor \`${input}\` may come in \`inputs\` as before.`,
    output.kind === 'picture' && 'The answer is a picture where `Accept: image/png` asks for one.',
    guessed && '**How pictures become its input is a guess**: `model/preprocess.json` has it.',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Longer ones stop the browser that colours them. */
const MOST_SHOWN = 20_000;

/** The project's own picture, where it is small. */
function example({ example: name }: ImageSettings): Record<string, string> | undefined {
  const file = name === undefined ? undefined : join(modelDirectory, name);
  if (file === undefined || !existsSync(file)) return undefined;
  const image = readFileSync(file, 'base64');
  return image.length <= MOST_SHOWN ? { image } : undefined;
}
