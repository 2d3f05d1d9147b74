import { measure } from '../load/measure.ts';
import { busyProcesses, tree } from '../load/process-tree.ts';
import { send, start, type Server } from '../sides/server.ts';
import type { Load } from '../sides/side.ts';
import { type Context, type Entrant, inTurn, noted, say, withEach } from './context.ts';

/** A load from a number of connections. */
export interface Pressure {
  load: Load;
  connections: number;
}

/** What takes part in a benchmark. */
interface Meeting {
  entrants: Entrant[];
  pressures: Pressure[];
  /** What is no server, by its name, and measured in turn with them. */
  beside?: Record<string, () => Promise<Record<string, number>>>;
  /** Whether it is asked how busy each process is. */
  eachProcess?: boolean;
}

const WARM_UP_S = 2;
/** Of requests that may fail, where a connection breaks as the load ends. */
const FAILURES = 0.001;

/**
 * Sends each load to each entrant, in turn. All of them run at the same time, so that those of a round are measured within
 * seconds of each other; whoever is not asked is idle. Each round has new processes.
 */
export async function predictions(
  benchmark: string,
  { entrants, pressures, beside = {}, eachProcess = false }: Meeting,
  context: Context,
): Promise<void> {
  const loads = [...new Set(pressures.map(({ load }) => load))];
  let taking = await withEach(entrants, context, ({ side }) => side.prepare());
  for (let round = 0; round < context.rounds; round++) {
    say(`${benchmark}: round ${round + 1} of ${context.rounds}`);
    const servers = new Map<Entrant, Server>();
    try {
      taking = await withEach(inTurn(taking, round), context, async (entrant) => {
        servers.set(entrant, await started(entrant, loads));
        await warmUp(entrant, servers.get(entrant)!.url, pressures, context);
      });
      for (const pressure of pressures) {
        const where = { benchmark, load: title(pressure), round };
        for (const [side, measure] of Object.entries(beside)) {
          context.samples.push({ ...where, side, kind: 'limit', figures: await measure() });
        }
        taking = await withEach(taking, context, async (entrant) => {
          const server = servers.get(entrant)!;
          const before = eachProcess ? await tree(server.pid) : [];
          const figures = await measured(entrant, server, pressure, context);
          if (figures && eachProcess) {
            const busy = busyProcesses(before, await tree(server.pid), context.seconds);
            figures['least busy process, % of a core'] = busy[entrant.processes - 1] ?? 0;
          }
          if (figures) context.samples.push({ ...where, ...noted(entrant), figures });
        });
      }
    } finally {
      for (const server of servers.values()) await server.stop();
    }
  }
}

/** @throws Error  where one of the loads is not answered rightly */
async function started({ side, processes }: Entrant, loads: Load[]): Promise<Server> {
  const calls = loads.map((load) => side.call(load)).filter((call) => call !== undefined);
  const server = await start((port) => side.launch(processes, port), calls[0]!);
  for (const call of calls.slice(1)) {
    const { status, body } = await send(server.url, call);
    const fault = status === 200 ? call.fault(body) : `${status}: ${body.subarray(0, 300).toString()}`;
    if (fault === undefined) continue;
    await server.stop();
    throw new Error(`a wrong answer at ${call.path}: ${fault}`);
  }
  return server;
}

/** Each load once, from the most connections. */
async function warmUp(
  { side }: Entrant,
  url: string,
  pressures: Pressure[],
  context: Context,
): Promise<void> {
  const most = new Map(pressures.map(({ load, connections }) => [load, connections]));
  for (const [load, connections] of most) {
    const call = side.call(load);
    if (call) await context.generator.run(url, call, connections, WARM_UP_S);
  }
}

/**
 * @returns undefined where the side does not take this load
 * @throws Error  where requests fail
 */
async function measured(
  { side }: Entrant,
  server: Server,
  { load, connections }: Pressure,
  { generator, seconds }: Context,
): Promise<Record<string, number> | undefined> {
  const call = side.call(load);
  if (call === undefined) return undefined;
  const { requests, failures, ...took } = await measure(server, call, connections, generator, seconds);
  if (failures > requests * FAILURES) {
    throw new Error(`${failures} of ${requests} requests failed (${load.name}, ${connections} connections)`);
  }
  return {
    'CPU per request, µs': (took.processorSeconds / requests) * 1e6,
    'requests per second': requests / took.seconds,
    'median, ms': took.median,
    'p99, ms': took.p99,
  };
}

function title({ load, connections }: Pressure): string {
  return `${load.name}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
}
