import { generatorFor } from '../generator-for.ts';

/** `yo ml-docker:convert FILE`: make an ONNX file of a trained model. */
export default generatorFor('convert');
