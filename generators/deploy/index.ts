import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:deploy`: applies the project's manifests to a Kubernetes cluster. */
export default generatorFor('deploy');
