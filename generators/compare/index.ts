import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:compare OLD NEW`: answers the same rows by both, and tells how they differ. */
export default generatorFor('compare');
