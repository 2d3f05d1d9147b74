/** A known cause of a failed build: how it shows in the output, and what helps. */
export interface BuildCause {
  code: string;
  /** In the output of the step that failed. */
  pattern: RegExp;
  what: string;
  /** Which lines of the output tell it; absent: the last ones. */
  telling?: RegExp;
  next: string[];
}

/** The first one that fits is told. */
export const BUILD_CAUSES: BuildCause[] = [
  {
    code: 'build-disk-full',
    pattern: /no space left on device|ENOSPC/i,
    what: "The engine's disk is full",
    next: ['see what takes the room: docker system df', 'remove what nobody uses: docker system prune'],
  },
  {
    code: 'build-tls',
    pattern:
      /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|certificate signed by unknown authority/,
    what: 'A certificate on the way is unknown inside the build; a proxy that reads TLS has one of its own',
    next: ['start from an image that trusts it (NODE_EXTRA_CA_CERTS): ml-docker . --base-image REFERENCE'],
  },
  {
    code: 'build-lock',
    pattern: /`npm ci` can only install packages when/,
    what: 'package.json and package-lock.json do not fit together',
    telling: /(Missing|Invalid|Extraneous): /,
    next: ['bring the lock up to date: npm install --package-lock-only', 'then again: ml-docker build'],
  },
  {
    code: 'build-base-image',
    pattern:
      /pull access denied|manifest unknown|manifest for \S+ not found|: not found\b|repository does not exist|requested access to the resource is denied/,
    what: 'The base image is not there, or is not for you',
    next: [
      'try it alone, with the reference after FROM: docker pull REFERENCE',
      'a private one: docker login',
    ],
  },
  {
    code: 'build-network',
    pattern:
      /no such host|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|i\/o timeout|TLS handshake timeout|context deadline exceeded|Client\.Timeout/,
    what: 'The build did not get through to a registry: that of the base image, or that of npm',
    next: [
      'look after the network, the name service and the proxy settings of Docker',
      'then again: ml-docker build',
    ],
  },
  {
    code: 'build-memory',
    // 128 + 9: the system ends a process so when memory runs out.
    pattern: /(?:code|status):? 137\b/,
    what: 'A step of the build was killed, most likely because memory ran out',
    next: ['give the engine more memory, or stop what else runs in it', 'then again: ml-docker build'],
  },
  {
    code: 'build-runtime',
    pattern: /^ONNX Runtime cannot be loaded: /,
    what: 'ONNX Runtime does not start on the base image, so no image was made',
    telling: /^ONNX Runtime cannot be loaded: /,
    next: [
      'start from an image with glibc 2.28 or later, as Debian 10 has it: ml-docker . --base-image REFERENCE',
    ],
  },
  {
    code: 'build-model',
    pattern: /^The model cannot be /,
    what: 'The model does not load, so no image was made',
    telling: /^The model cannot be /,
    next: [
      'where model/model.onnx was changed or damaged: bring it back',
      'else export the model again, as the line above says, and give the project the new one: ml-docker model FILE',
    ],
  },
];
