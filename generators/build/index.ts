import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:build`: docker build, in a project. */
export default generatorFor('build');
