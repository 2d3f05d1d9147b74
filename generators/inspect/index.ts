import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:inspect FILE`: look into a model. */
export default generatorFor('inspect');
