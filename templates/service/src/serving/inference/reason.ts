/** Whether a run failed because a kernel of the model cannot compute with these values, by ONNX Runtime's message. */
export function isKernelFailure(message: string): boolean {
  return message.startsWith('Non-zero status code returned while running');
}

/**
 * ONNX Runtime's message about a kernel that failed, without the places in its own source code. Within If, Loop and
 * Scan it is told once for each level: the innermost is the one that failed.
 */
export function kernelReason(message: string): string {
  const operator = /^[\s\S]*while running (\S+) node/.exec(message)?.[1];
  const text = withoutPlaces(message.replace(/^[\s\S]*Status Message:\s*/, ''));
  return operator ? `${operator}: ${text}` : text;
}

/**
 * ONNX Runtime's message about a model that it refuses, without those places; with what to do where the model has
 * a combination of operator and datatype that there is no kernel for.
 */
export function loadReason(message: string): string {
  const kernel = /Could not find an implementation for (\S+) node with name '(.*)'/.exec(message);
  if (kernel) {
    const [, operator, node] = kernel;
    return (
      `ONNX Runtime has no implementation of ${operator} for the datatypes of the node "${node}". ` +
      'Export the model with a Cast before and behind it, or with another opset.'
    );
  }
  const text = message.replace(/^Exception during initialization:\s*/, '');
  return withoutPlaces(text.replace(/^Load model from .*? failed:\s*/, ''));
}

/**
 * Places look like `/onnxruntime_src/…/op_kernel.cc:83 virtual OrtValue* …::f(int) status.IsOK() was false. `, or
 * like `affine_grid.cc:124 Compute `.
 */
function withoutPlaces(message: string): string {
  return message
    .replace(/(?:\S*\/)?[\w.-]+\.(?:cc|cpp|h|hpp|cu):\d+ (?:(?:Compute|operator\(\)) )?/g, '')
    .replace(/^[^\n]*? was false\. /, '')
    .replace(/^(?:[\w:<>,*& ]+ )?onnxruntime::[\w:~<>]+\([^()]*\)(?: const)? /, '')
    .replace(/\s+/g, ' ')
    .trim();
}
