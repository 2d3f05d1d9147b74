import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';

/**
 * Runs autocannon in a process of its own, because its command line reads a body as text: options as JSON on standard
 * input, with the body in base64; its result as JSON on standard output.
 */
type Autocannon = (options: Record<string, unknown>) => Promise<unknown>;

const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon;
const { body, ...options } = (await json(process.stdin)) as { body: string };
const result = await autocannon({ ...options, body: Buffer.from(body, 'base64') });
process.stdout.write(JSON.stringify(result));
