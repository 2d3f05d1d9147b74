/**
 * Counts what the steps of a run have shown: node .ci/tally.mjs FOLDER
 *
 * FOLDER has a NAME.log and a NAME.status (exit code) for each step. Test counts are read from the summaries of
 * vitest and node:test; a step without any counts as one check. A step that failed without a failed test counts as
 * one failure, as does an npm or Node warning that a user would see. Exit code 1 if anything failed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What a user would take for something broken: deprecated packages, a wrong engine, blocked install scripts. */
const WARNING =
  /^npm warn (deprecated|EBADENGINE|install-scripts|allow-scripts)\b|\b(Deprecation|Experimental)Warning\b/i;
/** Why tests were skipped, as test/skip.ts and node:test's spec and tap reporters print it. */
const SKIPPED = [/^skipped: (.+)$/, /^\s*﹣ (.+ # .+)$/, /^\s*ok \d+ - (.+ # SKIP.*)$/];

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];

for (const file of readdirSync(folder).filter((name) => name.endsWith('.status'))) {
  const step = path.basename(file, '.status');
  const status = Number(readFileSync(path.join(folder, file), 'utf8'));
  const log = stripVTControlCharacters(readFileSync(path.join(folder, `${step}.log`), 'utf8')).split('\n');

  const warnings = log.filter((line) => WARNING.test(line));
  notes.push(...warnings.map((line) => `warning in ${step}: ${line}`));
  const reasons = new Set(log.flatMap((line) => SKIPPED.map((form) => form.exec(line)?.[1] ?? [])).flat());
  notes.push(...[...reasons].map((reason) => `skipped in ${step}: ${reason}`));

  const counts = testCounts(log);
  if (counts.passed + counts.failed + counts.skipped === 0 && status === 0) counts.passed = 1;
  if (status !== 0)
    notes.push(`failed: ${step} ended with exit code ${status}${status === 124 ? ' (time is up)' : ''}`);
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  total.passed += counts.passed;
  total.failed += counts.failed + warnings.length;
  total.skipped += counts.skipped;
  if (status === 0 && counts.skipped > 0 && reasons.size === 0)
    notes.push(`skipped in ${step}: without a word why`);
}

for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** The sums of all summaries: vitest's `Tests  1 failed | 12 passed (13)`, node:test's `ℹ pass 12`. */
function testCounts(log) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const names = { pass: 'passed', fail: 'failed', cancelled: 'failed', todo: 'skipped' };
  const add = (amount, name) => (counts[names[name] ?? name] += Number(amount));
  for (const line of log) {
    const vitest = /^\s*Tests\s+(?:no tests|(.+) \(\d+\))$/.exec(line);
    for (const [, amount, name] of vitest?.[1]?.matchAll(/(\d+) (passed|failed|skipped|todo)/g) ?? [])
      add(amount, name);
    const node = /^(?:ℹ|#) (pass|fail|cancelled|skipped|todo) (\d+)$/.exec(line);
    if (node) add(node[2], node[1]);
  }
  return counts;
}
