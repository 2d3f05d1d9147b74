import type { Card } from '../../../../lib/onnx/card/card.ts';
import { difference, exactly, isNumber, within, type Close } from '../../difference.ts';
import { inferBinary } from '../../oip-client.ts';
import type { JsonTensor } from '../../shared-models.ts';
import { ask } from '../ask.ts';
import type { Started } from '../started.ts';
import { varied, type Freedom } from './varied-inputs.ts';

/** How many ask at once, and how often. */
export const CLIENTS = 32;
const ROUNDS = 2;

const MANY = 20_000;

/** What became of one model. */
export interface Crowd {
  model: string;
  batching: boolean;
  reason: string;
  /** How many different inputs it took. */
  different: number;
  /** The requests of a run, on average, while all asked at once. */
  perRun: number;
  faults: string[];
}

/** Asks with different inputs alone, one after the other, and then with all of them at once. */
export async function crowd(
  name: string,
  service: Started,
  card: Card,
  example: JsonTensor[],
  isRandom: boolean,
): Promise<Crowd> {
  const alone: { inputs: JsonTensor[]; outputs: JsonTensor[] }[] = [];
  for (let client = 0; client < CLIENTS; client++) alone.push(await accepted(service, card, example, client));
  const before = await runs(service);
  const faults: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sent: ReturnType<typeof inferBinary>[] = [];
    for (const { inputs } of alone) {
      sent.push(inferBinary(service.model, inputs));
      // Many numbers take seconds to be written as bytes: meanwhile nobody would see a connection close.
      if (inputs.some(({ data }) => data.length > MANY)) await new Promise(setImmediate);
    }
    const answers = await Promise.all(sent);
    answers.forEach(({ status, outputs, error }, client) => {
      if (status !== 200) faults.push(`client ${client}: ${status} ${error}`);
      else
        faults.push(
          ...differences(outputs, alone[client]!.outputs, isRandom).map(
            (told) => `client ${client}: ${told}`,
          ),
        );
    });
  }
  const after = await runs(service);
  const { batching, reason } = service.log.find((line) => 'batching' in line) as {
    batching: boolean;
    reason: string;
  };
  return {
    ...{ model: name, batching, reason, faults },
    different: new Set(
      alone.map(({ inputs }) => inputs.map(({ shape, data }) => `${shape.join()}:${data.join()}`).join('|')),
    ).size,
    perRun: (after.requests - before.requests) / (after.runs - before.runs),
  };
}

/** The inputs of one client, as far from the example as the model takes them, and the answer to them. */
async function accepted(
  service: Started,
  card: Card,
  example: JsonTensor[],
  client: number,
): Promise<{ inputs: JsonTensor[]; outputs: JsonTensor[] }> {
  for (const freedom of ['all', 'floats', 'none'] satisfies Freedom[]) {
    const inputs = varied(example, card, freedom, client);
    const { status, outputs } = await inferBinary(service.model, inputs);
    if (status === 200) return { inputs, outputs };
  }
  throw new Error('the model does not take its own example');
}

/** DESIGN: floats within 1e-6 + 1e-5·|value|, everything else exactly. */
function differences(got: JsonTensor[], want: JsonTensor[], isRandom: boolean): string[] {
  return want.flatMap((tensor, i) => {
    const float: Close = isRandom ? isNumber : within(1e-6, 1e-5);
    const found = difference(got[i], tensor, (one, other) =>
      typeof other === 'number' && tensor.datatype.startsWith('FP') ? float(one, other) : exactly(one, other),
    );
    return found === undefined ? [] : [`${tensor.name} ${found}`];
  });
}

/** How many runs of the model there have been, and how many requests they answered. */
async function runs({ url }: Started): Promise<{ runs: number; requests: number }> {
  const metrics = (await ask(`${url}/metrics`)).bytes.toString();
  const value = (of: string): number =>
    Number(new RegExp(`^inference_batch_requests_${of} (\\d+)`, 'm').exec(metrics)![1]);
  return { runs: value('count'), requests: value('sum') };
}
