import { it } from 'vitest';
import { environment, JUDGING, packagesOf, pythonOf, requirements } from './environments.ts';
it('env', { timeout: 900000 }, async () => {
const t = await requirements();
const python = (await pythonOf('3.11'))!;
console.log('judge', await environment(python, JUDGING));
for (const v of process.env.VERS!.split(',')) {
  const row = t['scikit-learn']!.find((r) => r.version.startsWith(v))!;
  console.log(v, await environment((await pythonOf(row.python))!, packagesOf('scikit-learn', row)));
}
});
