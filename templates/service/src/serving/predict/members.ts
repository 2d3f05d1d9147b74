import { isObject } from '../tensors/json.ts';

/** Members of a body of POST /predict that a step takes, in place of `inputs` and `rows`. */
const MEMBERS = ['image', 'images', 'text', 'texts', 'pair'];

/**
 * The body, where a step takes it; undefined where it has tensors or rows, or nothing of a step's. Files in base64 are bytes
 * then; what is no base64 stays as it is.
 */
export function membersIn(body: unknown): Record<string, unknown> | undefined {
  if (!isObject(body) || Object.hasOwn(body, 'inputs') || Object.hasOwn(body, 'rows')) return undefined;
  if (!MEMBERS.some((name) => Object.hasOwn(body, name))) return undefined;
  const { image, images } = body;
  return {
    ...body,
    ...(image !== undefined && { image: fileIn(image) }),
    ...(images !== undefined && { images: Array.isArray(images) ? images.map(fileIn) : images }),
  };
}

/** The bytes of base64, with or without the head of a data: URL, in lines or not; anything else as it is. */
export function fileIn(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.replace(/^data:[^,]{0,200};base64,/, '');
  const file = Buffer.from(text, 'base64');
  if (file.length === 0) return value;
  if (file.length === lengthOf(text)) return file;
  const digits = text.replace(/\s+/g, '');
  return /^[\w+/-]*={0,2}$/.test(digits) && file.length === lengthOf(digits) ? file : value;
}

/** How many bytes base64 of this length holds. `Buffer.from` leaves other characters out, and gives fewer. */
function lengthOf(text: string): number {
  const digits = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  return digits % 4 === 1 ? -1 : Math.floor((digits * 3) / 4);
}
