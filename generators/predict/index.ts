import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:predict FILE`: sends tables or requests to a service that runs. */
export default generatorFor('predict');
