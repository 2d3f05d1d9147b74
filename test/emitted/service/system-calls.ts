/** One line of `strace -f -y`: a system call with its result. */
export interface SystemCall {
  name: string;
  /** The arguments as strace prints them. */
  args: string;
  result: string;
}

/**
 * The system calls in the output of strace. A call that another thread interrupted is two lines there, of which the
 * first has the arguments.
 */
export function systemCalls(output: string): SystemCall[] {
  const unfinished = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of output.split('\n')) {
    const [, thread, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === undefined || rest === undefined) continue;
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (begun) {
      unfinished.set(thread, begun[1]!);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed ? `${unfinished.get(thread) ?? ''}${resumed[1]}` : rest;
    const [, name, args, result] = /^(\w+)\((.*)\) += (.*)$/.exec(whole) ?? [];
    if (name !== undefined) calls.push({ name, args: args!, result: result! });
  }
  return calls;
}

/** Calls that send something to an address, or look for one. Answers to clients go by write and writev. */
export function isOutgoing({ name, args }: SystemCall): boolean {
  if (name === 'connect') return true;
  if (!/^send(to|msg|mmsg)$/.test(name)) return false;
  return /sa_family=|msg_name=\{/.test(args);
}

/** Calls that change the file system. */
export function isWriting({ name, args }: SystemCall): boolean {
  if (name === 'creat' || /^(mkdir|mknod|rename|link|symlink|unlink|rmdir|truncate)/.test(name)) return true;
  return /^open(at2?)?$/.test(name) && /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(args);
}
