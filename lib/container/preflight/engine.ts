import { UserError } from '../../errors.ts';
import { call } from '../engine/cli.ts';
import { notInstalled } from '../engine/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { engineNames } from '../engine/kinds.ts';
import { ok, type Check } from './check.ts';

/** Which programs there are, whether their engines answer or not. */
export const clientCheck: Check = {
  name: 'client',
  purposes: ['doctor'],
  async run({ engine, signal }) {
    const candidates = engine === undefined ? engineNames() : [engine];
    const found: string[] = [];
    for (const name of candidates) {
      const { exitCode, stdout } = await call(name, ['--version'], { signal });
      if (exitCode === 0) found.push(`${name} ${/\d[\w.+~-]*/.exec(stdout)?.[0] ?? ''}`.trim());
    }
    if (found.length === 0) throw notInstalled(candidates);
    return ok(`${found.join(' and ')} can be called`);
  },
};

/** Whether an engine answers: installed, running and allowed are three different matters. */
export const engineCheck: Check = {
  name: 'engine',
  purposes: ['build', 'run', 'push', 'doctor'],
  async run(around) {
    const engine = await around.findEngine();
    const { name, version, arch } = engine;
    if (!PROCESSORS.includes(arch)) throw unknownProcessor(engine);
    if (around.purpose !== 'doctor') return ok(`${name} ${version} answers`);
    const [{ system }, host] = await Promise.all([around.info(), around.host()]);
    return ok(`${name} ${version} answers on ${host}: ${system}, ${arch}`);
  },
};

/** Those that onnxruntime-node has libraries for on Linux. Source: bin/napi-v6/linux in its package. */
const PROCESSORS = ['amd64', 'arm64'];

function unknownProcessor({ name, arch }: Engine): UserError {
  return new UserError({
    code: 'processor-unknown',
    what: `The machine of ${name} has a processor of the kind ${arch}, and ONNX Runtime has no library for it`,
    next: `use an engine on another machine: ${PROCESSORS.join(' or ')}`,
    exitCode: 1,
  });
}
