/** Whether somebody left at a question (Inquirer's error, and that of plain lines), or stopped a step. */
export function isStop(error: unknown): error is Error {
  return error instanceof Error && ['ExitPromptError', 'Interrupted'].includes(error.name);
}

/** The one line that is printed where somebody has left: what became of the work, where that is known. */
export function stopLine({ message }: Error): string {
  return message.startsWith('stopped') ? message : 'stopped';
}

/**
 * Does what may be left by Ctrl-C, and says what that means.
 * @param line  begins with `stopped`
 */
export async function leavable<T>(line: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isStop(error)) error.message = line;
    throw error;
  }
}
