import type { MediaType } from '../http/media-type.ts';
import type { Prediction } from '../prediction.ts';
import type { Service } from '../service.ts';
import { failures, json, predictionFailures } from './answers.ts';
import { ref } from './elements.ts';

/** Members of an Operation Object of OpenAPI 3.1. */
export type Operation = Record<string, unknown>;

/** The paths of all routes that predict. What a route tells of itself goes before what is known of it. */
export function predictionPaths(service: Service): Record<string, { post: Operation }> {
  const { apiKey } = service.config;
  const security = apiKey === undefined ? {} : { security: [{ key: [] }, { bearer: [] }] };
  const paths: Record<string, { post: Operation }> = {};
  for (const route of service.predictions) {
    const own = typeof route.operation === 'function' ? route.operation() : route.operation;
    const shown = paths[shownPath(route)];
    if (!shown)
      paths[shownPath(route)] = { post: { ...knownOperation(service, route), ...own, ...security } };
    else if (own) addContent(shown.post, own);
  }
  return paths;
}

/** What goes with routes that predict. */
export function pathsBeside({ predictions }: Service): Record<string, { get: Operation }> {
  return Object.assign({}, ...predictions.map(({ beside }) => beside)) as Record<string, { get: Operation }>;
}

/**
 * The first of a path stands for all. The others add the media types and parameters that they tell of themselves:
 * generators of clients stumble over media types that they do not know. One that takes the place of another, as a step does
 * of JSON, goes before it.
 */
function addContent(shown: Operation, own: Operation): void {
  const all = shown as WithContent;
  const { requestBody, responses, parameters = [], description } = own as WithContent;
  if (description !== undefined) all.description = description;
  all.parameters = [...(all.parameters ?? []), ...parameters];
  all.requestBody.content = joined(all.requestBody.content, requestBody.content);
  all.responses[200].content = joined(all.responses[200].content, responses[200].content);
}

function joined(shown: Content['content'], own: Content['content']): Content['content'] {
  const replaces = Object.keys(own).some((type) => Object.hasOwn(shown, type));
  return replaces ? { ...own, ...shown, ...own } : { ...shown, ...own };
}

interface Content {
  content: Record<string, unknown>;
}

interface WithContent extends Operation {
  requestBody: Content & { required?: boolean };
  responses: { 200: Content };
  parameters?: unknown[];
  description?: string;
}

/** The body of POST /predict that the document shows, where it has any. */
export function exampleShown(service: Service): unknown {
  const { requestBody } = predictionPaths(service)['/predict']!.post as WithContent;
  return (requestBody.content['application/json'] as { example?: unknown }).example;
}

/** Express writes `:name` for a part of the path, OpenAPI `{name}`. */
function shownPath({ shownAs, path }: Prediction<unknown>): string {
  return shownAs ?? [path].flat()[0]!.replace(/:(\w+)/g, '{$1}');
}

function knownOperation({ config }: Service, route: Prediction<unknown>): Operation {
  const path = shownPath(route);
  const accepted = typeof route.accepts === 'object' ? route.accepts : undefined;
  const { gives = 'application/json' } = route;
  const answer = route.write ? { content: { [gives]: {} } } : json(ref('TensorsAnswer'));
  const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = parts.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    tags: ['Prediction'],
    operationId: path.replace(/\W+/g, ' ').trim().replaceAll(' ', '_'),
    summary: `Predict from ${accepted?.name ?? 'a body'}`,
    ...(parameters.length > 0 && { parameters }),
    requestBody: { required: true, content: accepted ? contentOf(accepted) : { '*/*': {} } },
    responses: {
      200: { description: 'The prediction.', ...answer },
      ...failures('Problem', predictionFailures(config.apiKey !== undefined, accepted?.name)),
    },
  };
}

/** A body that is not JSON is a file to choose, on the page. */
function contentOf({ types }: MediaType): Record<string, unknown> {
  const named = types.filter((type) => !type.includes('*'));
  const schema = (type: string) =>
    /[/+]json$/.test(type) ? {} : { schema: { type: 'string', format: 'binary' } };
  return Object.fromEntries(named.map((type) => [type, schema(type)]));
}
