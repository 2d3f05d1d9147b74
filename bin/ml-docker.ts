#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep what they have compiled, in the folder for temporary files. Only what is imported after this.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
await import('./main.ts');
