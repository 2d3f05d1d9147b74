/**
 * For a test that installs packages, in milliseconds. npm repeats a request that nobody answers after five minutes
 * (its `fetch-timeout`), on a busy network now and then; the test outlasts that.
 */
export const WITH_NPM_MS = 450_000;
