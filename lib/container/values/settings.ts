export interface Variable {
  name: string;
  /** undefined where it is taken from the environment. */
  value: string | undefined;
}

/** Takes `KEY=VALUE`, or `KEY`, apart. */
export function variable(text: string): Variable {
  const [, name, value] = /^([^=]*)(?:=([^]*))?$/.exec(text)!;
  return { name: name!, value };
}

/** `true`, or what is wrong with such a variable and what to type instead. */
export function checkVariable(text: string, environment = process.env): true | string {
  const { name, value } = variable(text);
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name))
    return `"${name}" is not the name of a variable: write KEY=VALUE`;
  if (name === 'PORT')
    return 'PORT stays as it is in the image; for another port on the host there is --host-port';
  if (name === 'HOST') return 'HOST stays 0.0.0.0, or nobody could reach the service in its container';
  if (value === undefined && environment[name] === undefined) {
    return `${name} is not set here, so it cannot be passed on: write ${name}=VALUE`;
  }
  return true;
}

/** Sizes as Docker writes them: bytes, or with b, k, m or g. */
export function checkMemory(text: string): true | string {
  return /^\d+(\.\d+)?[bkmg]?$/i.test(text) || 'memory is a number with b, k, m or g, for example 512m';
}

export function checkCpus(text: string): true | string {
  return (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) || 'processors are a number, for example 0.5 or 2';
}

export function checkRestart(text: string): true | string {
  return (
    /^(no|always|unless-stopped|on-failure(:\d+)?)$/.test(text) ||
    'a restart policy is no, always, unless-stopped or on-failure[:N]'
  );
}
