import { parseJson } from '../../lib/json.ts';
import { text } from './difference.ts';
import { predict } from './oip-client.ts';

interface Documented {
  paths: { '/predict': { post: Operation } };
}

interface Operation {
  description: string;
  requestBody: { content: { 'application/json': { example?: unknown } } };
}

/**
 * Sends the example of /predict in /openapi.json as it stands: it succeeds, or none is shown and the description is
 * marked with the way to give a better one.
 */
export async function askExample(url: string): Promise<{ fault: string | undefined; isMarked: boolean }> {
  const document = parseJson(await (await fetch(`${url}/openapi.json`)).text()) as Documented;
  const { description, requestBody } = document.paths['/predict'].post;
  const isMarked = description.includes('--example');
  const { example } = requestBody.content['application/json'];
  if (example === undefined) return { fault: isMarked ? undefined : 'there is none', isMarked };
  if (isMarked) return { fault: `marked, but ${text(example)} is shown`, isMarked };
  const { status, body } = await predict(url, example);
  return { fault: status === 200 ? undefined : `${status} ${text(body)}`, isMarked };
}
