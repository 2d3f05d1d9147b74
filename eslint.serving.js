/**
 * src/serving/ of the emitted service is its machinery: along its edge a package could be cut one day. So it imports
 * nothing from the rest of the project but card.ts and config.ts, whatever the layer.
 */
const DEEPEST = 3;

/** From a folder so far below src/serving/, the paths that lead out of it, but for those two files. */
const leadingOut = (depth) => `^(?:\\.\\./){${depth + 1}}(?!(?:card|config)\\.ts$)`;

export default Array.from({ length: DEEPEST + 1 }, (_, depth) => ({
  files: [`**/src/serving/${'*/'.repeat(depth)}*.{ts,cjs}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: leadingOut(depth),
            message: 'src/serving/ imports nothing from the rest of the project but card.ts and config.ts.',
          },
        ],
      },
    ],
  },
}));
