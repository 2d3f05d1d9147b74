import { availableParallelism } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';
import type { Call } from '../load/load.ts';
import { bytesCall, jsonCall } from './calls.ts';
import type { Load, Served, Side } from './side.ts';
import { venv } from './venv.ts';

/** A server in Python, as its own documentation shows it, in bench/peers/. */
interface Peer {
  name: string;
  /** The folder in bench/peers, and the name that --peers takes. */
  folder: string;
  /** The program of its virtual environment, and what it is started with. */
  program: string;
  args(model: Served['model'], processes: number, port: number): string[];
  env?(model: Served['model'], processes: number, port: number): Record<string, string>;
  /** By default POST /predict, and bytes not at all. */
  call?(load: Load): Call | undefined;
}

const peersFolder = path.join(packageRoot, 'bench', 'peers');

const peers: Peer[] = [
  {
    name: 'FastAPI',
    folder: 'fastapi',
    program: 'uvicorn',
    args: (model, processes, port) => [
      `serve_${model}:app`,
      ...['--host', '127.0.0.1', '--port', `${port}`, '--workers', `${processes}`],
      ...['--loop', 'uvloop', '--http', 'httptools', '--no-access-log'],
    ],
    call: (load) => (load.binary ? bytesCall(load.binary) : jsonCall(load)),
  },
];

export const peerNames = peers.map(({ folder }) => folder);

/** Those that are named, for one model. */
export function peerSides(names: string[], served: Served): Side[] {
  return peers.filter(({ folder }) => names.includes(folder)).map((peer) => side(peer, served));
}

function side(peer: Peer, { model, file }: Served): Side {
  const folder = path.join(peersFolder, peer.folder);
  let programs = '';
  return {
    name: peer.name,
    kind: 'peer',
    async prepare() {
      programs = await venv(peer.folder, path.join(folder, 'requirements.txt'));
    },
    launch: (processes, port) => ({
      file: path.join(programs, peer.program),
      args: peer.args(model, processes, port),
      cwd: folder,
      env: {
        MODEL: file,
        THREADS: `${Math.max(1, Math.floor(availableParallelism() / processes))}`,
        PYTHONPATH: peersFolder,
        // Whoever starts it again need not compile it again.
        PYTHONDONTWRITEBYTECODE: '',
        // Some start Python by its name.
        PATH: `${programs}${path.delimiter}${process.env.PATH}`,
        ...peer.env?.(model, processes, port),
      },
    }),
    call: peer.call ?? ((load) => (load.binary ? undefined : jsonCall(load))),
  };
}
