/**
 * src/serving/ of the emitted service is its machinery: along its edge a package could be cut one day. So it imports
 * nothing from the rest of the project but card.ts and config.ts, whatever the layer.
 */
const DEEPEST = 3;

const message = 'src/serving/ imports nothing from the rest of the project but card.ts and config.ts.';

/** One block for each depth of a file below src/serving/: a relative path says where it leads only then. */
export default Array.from({ length: DEEPEST + 1 }, (_, depth) => {
  // Out of it, but for those two files; and ways that go down and up again.
  const regex = `^(?:\\.\\./){${depth + 1}}(?!(?:card|config)\\.ts$)|(?:[^.]|^\\.)/\\.\\./`;
  const ofExpression = `[source.value=/${regex.replaceAll('/', '\\u002F')}/]`;
  return {
    files: [`**/src/serving/${'*/'.repeat(depth)}*.{ts,cjs}`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
      'no-restricted-syntax': ['error', { selector: `ImportExpression${ofExpression}`, message }],
    },
  };
});
