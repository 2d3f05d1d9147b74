import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';
import type { Call } from '../load/load.ts';
import { bytesCall, fileCall, jsonCall } from './calls.ts';
import { mlserverCall } from './mlserver.ts';
import type { Load, Served, Side } from './side.ts';
import { cache, venv } from './venv.ts';

/** A server in Python, as its own documentation shows it, in bench/peers/. */
interface Peer {
  name: string;
  /** The folder in bench/peers, and the name that --peers takes. */
  folder: string;
  /** The program of its virtual environment, and what it is started with. */
  program: string;
  args(model: Served['model'], processes: number, port: number): string[];
  env?(processes: number, port: number): Record<string, string>;
  ready: string;
  processes: Side['processes'];
  call(load: Load): Call | undefined;
}

const peersFolder = path.join(packageRoot, 'bench', 'peers');

const json = (load: Load): Call | undefined => (load.binary ? undefined : jsonCall(load));
const jsonOrBytes = (load: Load): Call => {
  if (load.file) return fileCall(load.file, load.answer);
  return load.binary ? bytesCall(load.binary) : jsonCall(load);
};

const peers: Peer[] = [
  {
    name: 'FastAPI',
    folder: 'fastapi',
    processes: 'both',
    program: 'uvicorn',
    args: (model, processes, port) => [
      `serve_${model}:app`,
      ...['--host', '127.0.0.1', '--port', `${port}`, '--workers', `${processes}`],
      ...['--loop', 'uvloop', '--http', 'httptools', '--no-access-log'],
    ],
    ready: '/readyz',
    call: jsonOrBytes,
  },
  {
    name: 'Flask, flasgger, gunicorn',
    folder: 'flask',
    processes: 'all',
    program: 'gunicorn',
    // Its default kind of worker closes the connection after each answer.
    args: (model, processes, port) => [
      `serve_${model}:app`,
      ...['--bind', `127.0.0.1:${port}`, '--workers', `${processes}`],
      ...['--worker-class', 'gthread', '--threads', '8'],
    ],
    ready: '/readyz',
    call: jsonOrBytes,
  },
  {
    name: 'LitServe',
    folder: 'litserve',
    processes: 'all',
    program: 'python',
    args: (model) => [`serve_${model}.py`],
    env: (processes, port) => ({ PORT: `${port}`, PROCESSES: `${processes}` }),
    ready: '/health',
    call: json,
  },
  {
    name: 'BentoML',
    folder: 'bentoml',
    processes: 'all',
    program: 'bentoml',
    args: (model, _, port) => [
      'serve',
      `serve_${model}:Service`,
      ...['--host', '127.0.0.1', '--port', `${port}`],
    ],
    env: (processes) => ({
      PROCESSES: `${processes}`,
      BENTOML_DO_NOT_TRACK: 'True',
      BENTOML_HOME: path.join(cache, 'bentoml-home'),
    }),
    ready: '/readyz',
    call: json,
  },
  {
    name: 'MLServer',
    folder: 'mlserver',
    processes: 'one',
    program: 'mlserver',
    args: () => ['start', '.'],
    env: (_, port) => ({
      MLSERVER_HOST: '127.0.0.1',
      MLSERVER_HTTP_PORT: `${port}`,
      MLSERVER_GRPC_PORT: `${port + 1}`,
      MLSERVER_METRICS_PORT: `${port + 2}`,
      MLSERVER_DEBUG: 'false',
      // With workers, its one process for HTTP hands every request to another.
      MLSERVER_PARALLEL_WORKERS: '0',
      MLSERVER_MODEL_NAME: 'model',
    }),
    ready: '/v2/health/ready',
    call: mlserverCall,
  },
];

export const peerNames = peers.map(({ folder }) => folder);

/** Those that are named and have a server for this model. */
export function peerSides(names: string[], served: Served): Side[] {
  const has = ({ folder }: Peer): boolean =>
    names.includes(folder) && existsSync(path.join(peersFolder, folder, `serve_${served.model}.py`));
  return peers.filter(has).map((peer) => side(peer, served));
}

function side(peer: Peer, { model, file }: Served): Side {
  const folder = path.join(peersFolder, peer.folder);
  let programs = '';
  return {
    name: peer.name,
    kind: 'peer',
    ready: peer.ready,
    processes: peer.processes,
    async prepare() {
      programs = await venv(peer.folder, path.join(folder, 'requirements.txt'));
    },
    launch: (processes, port) => ({
      file: path.join(programs, peer.program),
      args: peer.args(model, processes, port),
      cwd: folder,
      env: {
        MODEL: file,
        MLSERVER_MODEL_IMPLEMENTATION: `serve_${model}.Runtime`,
        THREADS: `${Math.max(1, Math.floor(availableParallelism() / processes))}`,
        PYTHONPATH: `${folder}${path.delimiter}${peersFolder}`,
        // Whoever starts it again need not compile it again.
        PYTHONDONTWRITEBYTECODE: '',
        // Some start Python by its name.
        PATH: `${programs}${path.delimiter}${process.env.PATH}`,
        ...peer.env?.(processes, port),
      },
    }),
    call: peer.call,
  };
}
