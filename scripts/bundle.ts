import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { packageRoot } from '../lib/package.ts';
import { writeLicences } from './licences.ts';

/**
 * Compiles both doors and all that they need into few files: to open and compile 600 of them took most of a start. What
 * the doors share, and what is loaded when it is needed, is in dist/chunks/, with source maps beside it.
 */
const generators = readdirSync(path.join(packageRoot, 'generators'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `generators/${name}/index.ts`);

/**
 * Node's own modules as a property of the process. An `import` of one reads all that it exports, and some of that loads
 * more: `node:fs` all of its streams, 6 ms; `node:http` on Node 24 the client behind `fetch`, 40 ms.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);
    onResolve({ filter }, ({ path, kind, importer }) => {
      if (kind === 'dynamic-import') return { path, external: true };
      const namespace = kind === 'require-call' ? 'required' : 'imported';
      // One for each file that imports it: shared, each would become a file of its own.
      return { path: path.replace(/^node:/, ''), namespace, suffix: `?${importer}` };
    });
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    onLoad({ filter: /.*/, namespace: 'imported' }, async ({ path }) => {
      const names = Object.keys((await import(`node:${path}`)) as object).filter(
        (name) => name !== 'default',
      );
      // Of these, the bundle keeps those that are used.
      const exported = names.map((name) => `export const ${name} = /* @__PURE__ */ $exported('${name}');`);
      const builtin = `const $builtin = process.getBuiltinModule('${path}');`;
      const read = 'const $exported = (name) => $builtin[name];';
      return { contents: [builtin, read, 'export default $builtin;', ...exported].join('\n') };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: packageRoot,
  entryPoints: ['bin/ml-docker.ts', ...generators],
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  // Yeoman is the caller's: whoever comes through that door has loaded it already.
  external: ['yeoman-generator'],
  plugins: [builtins],
  // Names stay as they are, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});
writeLicences(metafile);
