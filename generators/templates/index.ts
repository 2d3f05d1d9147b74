import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:templates list|eject|check`: what is emitted, a copy of it to change, and whether a layer is sound. */
export default generatorFor('templates');
