import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:doctor`: whether this machine, and the project here, are ready for docker build and run. */
export default generatorFor('doctor');
