/**
 * The rooms of lib/, in their order: a room imports from itself and from those in the lines above it. CONTRIBUTING.md says
 * what each is for. Files of lib/ itself are rooms of one file.
 */
export const rooms = [
  ['errors', 'json', 'sha256', 'package', 'defaults'],
  ['io'],
  ['onnx'],
  ['formats', 'container'],
  ['convert', 'cluster', 'preprocess'],
  ['model'],
  ['interview'],
  ['layers'],
  ['project'],
  ['check'],
  ['commands'],
];

/** How many folders may lie within one another below a room. */
const DEEPEST = 4;

/** One block of rules for each room and depth of a file in it: a relative path says where it leads only then. */
export default rooms.flatMap((line, rank) =>
  line.flatMap((room) => {
    const isFile = rank === 0;
    const depths = isFile ? [0] : Array.from({ length: DEEPEST }, (_, depth) => depth + 1);
    return depths.map((depth) => ({
      files: [isFile ? `lib/${room}.ts` : `lib/${room}/${'*/'.repeat(depth - 1)}*.ts`],
      rules: rulesFor(room, rank, depth),
    }));
  }),
);

function rulesFor(room, rank, depth) {
  const before = rooms.slice(0, rank).flat();
  const allowed = rank === 0 ? rooms[0] : [...before, room];
  const up = depth === 0 ? '\\./' : '\\.\\./'.repeat(depth);
  // From lib/ itself, any other room; out of lib/; and ways that go down and up again.
  const regex = `^${up}(?!\\.\\./|(?:${allowed.join('|')})(?:/|\\.ts$))|^(?:\\.\\./){${depth + 1}}|(?:[^.]|^\\.)/\\.\\./`;
  const message = `lib/${room} may import from ${before.join(', ') || 'no room'} and itself alone: the order is in eslint.rooms.js.`;
  const ofExpression = `[source.value=/${regex.replaceAll('/', '\\u002F')}/]`;
  return {
    'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
    'no-restricted-syntax': ['error', { selector: `ImportExpression${ofExpression}`, message }],
  };
}
