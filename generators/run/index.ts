import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:run`: docker run, in a project. */
export default generatorFor('run');
