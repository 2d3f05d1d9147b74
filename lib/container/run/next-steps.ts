import { compactJson } from '../../json.ts';
import type { Engine } from '../engine/engine.ts';
import { HEADER_LENGTH, type RequestFile } from './predict.ts';
import path from 'node:path';

export interface Running {
  engine: Engine;
  name: string;
  /** Where the API answers: `http://localhost:8000`. */
  url: string;
  /** A body for POST /predict, or a file that holds one for the Open Inference Protocol; undefined: none is answered. */
  request: unknown;
  /** What the engine's health check said last. */
  health: string | undefined;
  /** Whether the service wants an API key. */
  hasKey?: boolean;
  /** Whether its log follows, until Ctrl-C. */
  attach?: boolean;
}

/** A command line that is longer than this is no help to anybody. */
const LONGEST_BODY = 600;

/** What somebody with a running container wants to type or open next, one line each. */
export function nextSteps({
  engine,
  name,
  url,
  request,
  health,
  hasKey = false,
  attach = false,
}: Running): string[] {
  const { command } = engine;
  return [
    `container ${name} is running${health === undefined ? '' : ` (${health})`}`,
    '',
    `  in the browser    ${url}/ (for programmers: ${url}/docs)`,
    ...(request === undefined ? [] : [`  from a shell      ${curlLine(url, request, { hasKey })}`]),
    `  what runs         ${command} ps`,
    `  its log           ${command} logs -f ${name}`,
    `  stop it           ${attach ? 'Ctrl-C' : `${command} stop ${name}`}`,
    `  remove it         ${command} rm ${name}`,
  ];
}

/** The call with curl of a first prediction. */
function curlLine(url: string, request: unknown, options: CurlOptions): string {
  return isFile(request) ? curlFile(url, request, options) : curl(`${url}/predict`, request, options);
}

function isFile(request: unknown): request is RequestFile {
  return typeof request === 'object' && request !== null && 'headerLength' in request;
}

/** A call that sends a file of the project, from the working folder. */
export function curlFile(
  url: string,
  { path: file, headerLength, route, directory }: RequestFile,
  { hasKey = false, platform = process.platform }: CurlOptions = {},
): string {
  const key = hasKey ? ` -H "X-API-Key: ${platform === 'win32' ? '%API_KEY%' : '$API_KEY'}"` : '';
  const place = path.relative(process.cwd(), path.join(directory, ...file.split('/')));
  return `curl -H "${HEADER_LENGTH}: ${headerLength}"${key} --data-binary "@${place}" ${url}${route}`;
}

interface CurlOptions {
  hasKey?: boolean;
  platform?: NodeJS.Platform;
}

/** A call with curl, quoted for `platform`'s own shell; a pointer to the README where the body is long. */
export function curl(
  url: string,
  body: unknown,
  { hasKey = false, platform = process.platform }: CurlOptions = {},
): string {
  const json = compactJson(body);
  if (json.length > LONGEST_BODY) return 'see README.md: its calls with curl, Python and JavaScript';
  if (platform === 'win32') {
    const key = hasKey ? ' -H "X-API-Key: %API_KEY%"' : '';
    return `curl -H "Content-Type: application/json"${key} -d "${json.replaceAll('"', '\\"')}" ${url}`;
  }
  const key = hasKey ? ' -H "X-API-Key: $API_KEY"' : '';
  return `curl -H 'Content-Type: application/json'${key} -d '${json.replaceAll("'", `'\\''`)}' ${url}`;
}
