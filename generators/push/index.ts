import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:push`: tags the image and pushes it to a registry. */
export default generatorFor('push');
