import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:model FILE`: gives a project another model, each step in the queue where Yeoman expects it. */
export default generatorFor('model');
