/** One thing broken in an emitted project: `search` occurs exactly once in the file, and `replace` takes its place. */
export interface Mutation {
  what: string;
  file: string;
  search: string;
  replace: string;
}

const mutation = (what: string, file: string, search: string, replace: string): Mutation => ({
  ...{ what, file, search, replace },
});

export const MUTATIONS: Mutation[] = [
  mutation(
    '/readyz is 200 before the model is loaded, and while the service stops',
    'src/routes/health.ts',
    "if (lifecycle.draining) throw new Problem(503, 'The service is stopping.', { headers });",
    'return;',
  ),
  mutation(
    '/livez is 500',
    'src/routes/health.ts',
    'sendJson(response, { live: true })',
    'sendJson(response, { live: true }, 500)',
  ),
  mutation(
    '/v2/health/live is not there',
    'src/routes/v2.ts',
    "router.get('/v2/health/live',",
    "router.get('/v2/health/alive',",
  ),
  mutation(
    '/predict leaves out an output',
    'src/predict/request.ts',
    'if (names === undefined) return card.outputs;',
    'if (names === undefined) return card.outputs.slice(1);',
  ),
  mutation(
    '/predict names an output wrongly',
    'src/predict/answer.ts',
    'Object.fromEntries(named.map(({ name, values }) => [name, values[row]]))',
    'Object.fromEntries(named.map(({ name, values }) => [name.toUpperCase(), values[row]]))',
  ),
  mutation(
    'the classes of a ZipMap are in another order',
    'src/predict/answer.ts',
    'classes.map((name, column) => [name, flat[row * columns + column]])',
    'classes.map((name, column) => [name, flat[row * columns + columns - 1 - column]])',
  ),
  mutation(
    'only the first fault is told',
    'src/problems.ts',
    '{ errors: this.list }',
    '{ errors: this.list.slice(0, 1) }',
  ),
  mutation(
    'a fault has no place',
    'src/problems.ts',
    'if (this.list.length < MOST_FAULTS) this.list.push(fault);',
    "if (this.list.length < MOST_FAULTS) this.list.push({ ...fault, at: '' });",
  ),
  mutation(
    'an unknown column is ignored',
    'src/predict/rows.ts',
    'if (found < Object.keys(row).length) addUnknown',
    'if (found < 0) addUnknown',
  ),
  mutation(
    'problems are said to be plain JSON',
    'src/http/errors.ts',
    "'application/problem+json'",
    "'application/json'",
  ),
  mutation(
    'errors of /v2 are problems',
    'src/http/errors.ts',
    'if (/^\\/v2(\\/|$)/.test(request.path)) {',
    'if (false) {',
  ),
  mutation(
    'a header is dropped: X-Content-Type-Options',
    'src/http/observe.ts',
    "  'X-Content-Type-Options': 'nosniff',\n",
    '',
  ),
  mutation(
    'a header is dropped: Referrer-Policy',
    'src/http/observe.ts',
    "  'Referrer-Policy': 'no-referrer',\n",
    '',
  ),
  mutation(
    'a header is dropped: Cache-Control',
    'src/http/observe.ts',
    "  'Cache-Control': 'no-store',\n",
    '',
  ),
  mutation(
    'a header is dropped: Content-Security-Policy of every answer',
    'src/http/observe.ts',
    "  'Content-Security-Policy': \"default-src 'none'; frame-ancestors 'none'\",\n",
    '',
  ),
  mutation(
    'a header is dropped: Content-Security-Policy of the page',
    'src/routes/docs.ts',
    "response.setHeader('Content-Security-Policy', POLICY);",
    "response.removeHeader('Content-Security-Policy');",
  ),
  mutation(
    'the page may run scripts from elsewhere',
    'src/routes/docs.ts',
    '"script-src \'self\'"',
    '"script-src *"',
  ),
  mutation(
    'the page takes its style from elsewhere',
    'src/routes/docs.ts',
    'href="docs/swagger-ui.css"',
    'href="https://example.org/swagger-ui.css"',
  ),
  mutation(
    '/ leads nowhere',
    'src/routes/docs.ts',
    "response.redirect(302, '/docs'));\n  router.get('/openapi",
    "response.redirect(302, '/doc'));\n  router.get('/openapi",
  ),
  mutation('the request has no id', 'src/http/observe.ts', "response.setHeader('X-Request-Id', id);", ''),
  mutation(
    'the client’s own id is not kept',
    'src/http/observe.ts',
    "return typeof given === 'string' &&",
    "return typeof given === 'number' &&",
  ),
  mutation(
    'requests are not counted',
    'src/http/observe.ts',
    'metrics.requests.inc({ method: request.method, route, status });',
    '',
  ),
  mutation('the answer has another version', 'src/v2/answer.ts', "model_version: '1'", "model_version: '2'"),
  mutation('the metadata have another version', 'src/v2/metadata.ts', "versions: ['1']", "versions: ['2']"),
  mutation('any version is taken', 'src/routes/v2.ts', "if (version !== '1')", "if (version === '')"),
  mutation('any model is taken', 'src/routes/v2.ts', 'if (model !== name)', "if (model === '')"),
  mutation(
    'the metadata lack an output',
    'src/v2/metadata.ts',
    'outputs: card.outputs.map(',
    'outputs: card.outputs.slice(1).map(',
  ),
  mutation('/v2 loses the id', 'src/v2/answer.ts', '...(id !== undefined && { id }), ', ''),
  mutation(
    'draining cuts the answers',
    'src/lifecycle.ts',
    'await Promise.race([this.#allAnswered(), sleep(longestRequest + 1000)]);',
    '',
  ),
  mutation(
    'draining cuts the connections at once',
    'src/lifecycle.ts',
    'if ((await connections(server)) > 0) await sleep(LINGER_MS);',
    'server.closeAllConnections();',
  ),
  mutation(
    'draining keeps connections open',
    'src/lifecycle.ts',
    "if (this.draining) response.setHeader('Connection', 'close');",
    '',
  ),
  mutation('a stop ends with 1', 'src/lifecycle.ts', 'process.exit(exitCode);', 'process.exit(1);'),
  mutation(
    'the key is not asked for',
    'src/http/api-key.ts',
    'if (key === undefined) return',
    'if (key !== null) return',
  ),
  mutation('any key will do', 'src/http/api-key.ts', 'timingSafeEqual(digest(given), wanted)', 'given'),
  mutation(
    'a body has no limit',
    'src/http/body.ts',
    'const body = await collect(request, limit);',
    'const body = await collect(request, Infinity);',
  ),
  mutation(
    'any media type is taken',
    'src/http/body.ts',
    'if (type !== undefined && !types.test(type)) {',
    'if (false) {',
  ),
  mutation(
    'another method is not found',
    'src/routes/predict.ts',
    "  router.all('/predict', onlyMethods('POST'));\n",
    '',
  ),
  mutation(
    'a bad setting is ignored',
    'src/config.ts',
    'if (faults.length > 0) throw',
    'if (faults.length > 99) throw',
  ),
  mutation(
    'long integers lose digits',
    'src/tensors/datatypes.ts',
    'JSON.rawJSON(String(element))',
    'number',
  ),
  mutation(
    'NaN becomes null',
    'src/tensors/datatypes.ts',
    'Number.isFinite(element) ? element : String(element)',
    'element',
  ),
  mutation(
    'integers out of range are taken',
    'src/tensors/datatypes.ts',
    'Number.isInteger(value) && value >= minimum && value <= maximum',
    'Number.isInteger(value)',
  ),
  mutation(
    'a NUL is taken',
    'src/tensors/datatypes.ts',
    "!text.includes('\\0') && text.isWellFormed()",
    'text.isWellFormed()',
  ),
  mutation(
    'halves are rounded down',
    'src/tensors/half.ts',
    'if (rest !== 0.5) return Math.round(value);',
    'if (rest !== 0.5) return floor;',
  ),
  mutation(
    'strings are read without their lengths',
    'src/tensors/binary.ts',
    'bytes.subarray(position + 4, end)',
    'bytes.subarray(position, end)',
  ),
  mutation(
    'dimensions of one name may differ',
    'src/tensors/shape.ts',
    'else if (first.size !== size) {',
    'else if (first.size < 0) {',
  ),
  mutation('joined answers are taken apart wrongly', 'src/inference/batch.ts', 'start += count;', ''),
  mutation(
    'every model is batched',
    'src/inference/proof.ts',
    'if (changed) return refuse(',
    'if (!changed) return refuse(',
  ),
  mutation(
    'OpenAPI does not know a status',
    'src/openapi/answers.ts',
    "    400: 'The body is malformed, or does not fit the model: every fault is listed.',\n",
    '',
  ),
  mutation(
    'OpenAPI describes another answer',
    'src/openapi/document.ts',
    'const LIVE = object({ live: BOOLEAN });',
    'const LIVE = object({ alive: BOOLEAN });',
  ),
  mutation('a golden answer is another one', 'test/golden.json', '"setosa"', '"virginica"'),
];
