import { readFileSync } from 'node:fs';

/** Of the processor, in milliseconds: other programs do not count. */
function used() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The largest resident set in MiB; on Linux without that of the process that started this one. */
function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

/** Answers {file, target} by what `outcome` makes of them and {milliseconds}, and {peak: true} by the most memory. */
export function serve(outcome) {
  process.on('message', async (message) => {
    if (message.peak) return process.send({ peak: peak() });
    const before = used();
    const answer = await outcome(message.file, message.target).then(
      (code) => ({ outcome: code }),
      (error) => ({ crash: String(error.stack) }),
    );
    process.send({ ...answer, milliseconds: used() - before });
  });
}
