/* node with-openai.mjs URL KEY MODEL: what OpenAI's client for JavaScript gets from a service, as JSON. */
import OpenAI from 'openai';

const [url, key, model] = process.argv.slice(2);
const clientOf = (apiKey) => new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });
const client = clientOf(key);

/** How the client names a refusal. */
async function refused({ key: other = key, ...request }) {
  try {
    await clientOf(other).embeddings.create(request);
  } catch (error) {
    return [error.constructor.name, error.status, error.code, error.param];
  }
}

const several = await client.embeddings.create({ model, input: ['good dog', 'bad cat'] });
const numbers = await client.embeddings.create({ model, input: 'good dog', encoding_format: 'float' });
const models = [];
for await (const one of client.models.list()) models.push(one.id);
console.log(
  JSON.stringify({
    models,
    model: (await client.models.retrieve(model)).id,
    several: several.data.map(({ embedding }) => embedding),
    numbers: numbers.data[0].embedding,
    ids: (await client.embeddings.create({ model, input: [2, 3] })).data.length,
    usage: several.usage,
    'empty list': await refused({ model, input: [] }),
    'other model': await refused({ model: 'other', input: 'a' }),
    dimensions: await refused({ model, input: 'a', dimensions: 3 }),
    'wrong key': await refused({ model, input: 'a', key: 'wrong' }),
  }),
);
