/** What an answer is where nobody gives one. */
export const DEFAULT_MODEL = 'sample:iris';
export const DEFAULT_PORT = 8000;
export const DEFAULT_BASE_IMAGE = 'node:24-bookworm-slim';
/** Layers on top of `service` and `container`. */
export const DEFAULT_LAYERS = ['compose'];
