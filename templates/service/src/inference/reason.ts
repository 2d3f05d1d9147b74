/** ONNX Runtime's message about a kernel that failed, without the places in its own source code. */
export function kernelReason(message: string): string {
  const operator = /while running (\S+) node/.exec(message)?.[1];
  const text = message
    .replace(/^[\s\S]*?Status Message:\s*/, '')
    // `/onnxruntime_src/…/op_kernel.cc:83 virtual OrtValue* …(int, …) status.IsOK() was false. ` before the
    // reason
    .replace(/\S*\/\S+\.(?:cc|cpp|h|hpp|cu):\d+ /g, '')
    .replace(/^[^\n]*? was false\. /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return operator ? `${operator}: ${text}` : text;
}
