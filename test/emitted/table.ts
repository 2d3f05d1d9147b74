import { ROUTES, type Result } from './every-route.ts';

/** One line for each model, and how many of them have no fault. */
export function table(results: Result[]): string {
  const width = Math.max(...results.map(({ model }) => model.length));
  const cells = (first: string, rest: string[]): string =>
    [first.padEnd(width), ...rest.map((cell) => cell.padStart(9))].join('  ');
  const lines = [...results]
    .sort((one, other) => one.model.localeCompare(other.model))
    .map(({ model, routes, seconds }) =>
      cells(model, [...ROUTES.map((route) => routes[route] ?? '-'), seconds.toFixed(1)]),
    );
  const right = results.filter(({ faults }) => faults.length === 0).length;
  const counts = ROUTES.map((route) => `${results.filter(({ routes }) => routes[route] === 'ok').length} ok`);
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  return [
    cells('model', [...ROUTES, 'seconds']),
    ...lines,
    cells(`${right}/${results.length} as expected`, [...counts, seconds.toFixed(0)]),
  ].join('\n');
}
