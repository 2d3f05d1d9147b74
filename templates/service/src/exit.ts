/** Does what the service cannot start without; where that fails, says why without a stack and ends with 1. */
export function orExit<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
