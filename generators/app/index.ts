import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker`: interview → project → build → run, each in the queue where Yeoman expects it. */
export default generatorFor('app');
