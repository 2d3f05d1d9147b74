import path from 'node:path';
import { node24 } from '../../scripts/node24.ts';
import { echoCall } from './calls.ts';
import type { Side } from './side.ts';

const folder = path.join(import.meta.dirname, '..', 'limits');

/** What a service in JavaScript without a model takes; nothing that does inference over HTTP can take less. */
export function limits(project: string): Side[] {
  return [echo('node:http echo', 'node-echo.js', project), echo('Express echo', 'express-echo.js', project)];
}

function echo(name: string, script: string, project: string): Side {
  let node = '';
  return {
    name,
    kind: 'limit',
    processes: 'both',
    async prepare() {
      node = await node24();
    },
    launch: (processes, port) => ({
      file: node,
      args: [path.join(folder, script)],
      cwd: folder,
      env: { NODE_ENV: 'production', PORT: `${port}`, PROCESSES: `${processes}`, PROJECT: project },
    }),
    call: echoCall,
  };
}
