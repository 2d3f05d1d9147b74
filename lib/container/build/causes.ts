import { DEFAULT_BASE_IMAGE } from '../../defaults.ts';
import type { BuildRequest } from './arguments.ts';
import type { Engine } from '../engine/engine.ts';

/** What is known of a build that failed, beside its output. */
export interface BuildFacts {
  engine: Engine;
  request: BuildRequest;
  /** A file with certificates that npm on this machine trusts. */
  hostCaFile: string | undefined;
}

/** A known cause of a failed build: how it shows in the output, and what helps. */
export interface BuildCause {
  code: string;
  /** In the output of the step that failed. */
  pattern: RegExp;
  what: string;
  /** Which lines of the output tell it; absent: the last ones. */
  telling?: RegExp;
  next: string[] | ((facts: BuildFacts) => string[]);
}

const AGAIN = 'then again: ml-docker build';
const OTHER_BASE = `start from another image: ml-docker . --base-image ${DEFAULT_BASE_IMAGE}`;

/** The first one that fits is told. */
export const BUILD_CAUSES: BuildCause[] = [
  {
    code: 'build-disk-full',
    pattern: /no space left on device|ENOSPC/i,
    what: "The engine's disk is full",
    telling: /no space left on device|ENOSPC/i,
    next: ({ engine: { command } }) => [
      `see what takes the room: ${command} system df`,
      `remove what nobody uses: ${command} system prune`,
    ],
  },
  {
    code: 'build-memory',
    // 128 + 9: the system ends a process so when memory runs out.
    pattern: /(?:code|status):? 137\b/,
    what: 'A step of the build was killed, most likely because memory ran out',
    next: ['give the engine more memory, or stop what else runs in it', AGAIN],
  },
  {
    code: 'build-platform',
    pattern:
      /exec format error|no match for platform in|does not match the specified platform|no image found in (?:manifest|image index) .*for architecture/i,
    what: 'The base image is not available for this kind of processor',
    telling: /exec format error|platform|architecture/i,
    next: ({ engine: { command }, request: { platform = 'linux/arm64' } }) => [
      'the engine may have fetched it for another processor before: ml-docker build --pull',
      'or build on the kind of processor that it is for',
      `or, where the engine emulates that: ${command} build --build-arg BUILDPLATFORM=${platform} --platform ${platform} …`,
      OTHER_BASE,
    ],
  },
  {
    code: 'build-base-node',
    pattern: /^The base image has Node |\.cjs.*SyntaxError/,
    what: "The base image's Node is too old for the service",
    telling: /^The base image has Node /,
    next: [OTHER_BASE],
  },
  {
    code: 'build-base-libc',
    pattern: /^The base image has (?:no )?glibc/,
    what: 'The base image lacks the C library that ONNX Runtime needs',
    telling: /^The base image has (?:no )?glibc/,
    next: [OTHER_BASE],
  },
  {
    code: 'build-base-node',
    pattern: /exec: \\?"node\\?": executable file not found|"?node"?: no such file or directory/,
    what: 'There is no node in the base image, or not in its PATH',
    telling: /executable file not found|no such file or directory/,
    next: [OTHER_BASE],
  },
  {
    code: 'build-base-npm',
    pattern: /npm: (?:command )?not found/,
    what: 'The base image is called node but has no npm, which the build needs to install the packages',
    telling: /npm: (?:command )?not found/,
    next: [
      'give it another name, then the official image installs them: docker tag REFERENCE company/base',
      'and: ml-docker . --base-image company/base',
    ],
  },
  {
    code: 'build-engine-tls',
    pattern: /x509: |certificate signed by unknown authority/,
    what: 'The engine does not know the certificate of the registry that it gets the base image from',
    telling: /x509: |unknown authority/,
    next: [
      "give the engine your company's certificate: https://docs.docker.com/engine/security/certificates/",
      'and restart it; --ca-file is for npm in the build alone',
    ],
  },
  {
    code: 'build-tls',
    pattern: /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|ERR_TLS_CERT|CERT_HAS_EXPIRED/,
    what: 'npm in the build does not trust a certificate on the way; a proxy that reads TLS has one of its own',
    telling: /SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT|CERT_HAS_EXPIRED|certificate/,
    next: ({ request: { caFile }, hostCaFile }) => [
      caFile === undefined
        ? `let the build trust it, too: ml-docker build --ca-file ${hostCaFile ?? "FILE (your company's certificate, PEM)"}`
        : `it is not among those in ${caFile}: give the one of the company or proxy that signs`,
      'it is trusted by npm in the build, and does not get into the image',
    ],
  },
  {
    code: 'build-lock',
    pattern: /`npm ci` can only install packages when/,
    what: 'package.json and package-lock.json do not match',
    telling: /(Missing|Invalid|Extraneous): /,
    next: ['bring the lock up to date: npm install --package-lock-only', AGAIN],
  },
  {
    code: 'build-npm-login',
    pattern: /npm (?:error|ERR!) code E40[13]\b/,
    what: 'The npm registry wants a login, or denies you access',
    telling: /npm (?:error|ERR!) (?:code )?.*(?:40[13]|[Aa]uth)/,
    next: ['log in with the npm of this machine, whose login the build uses: npm login', AGAIN],
  },
  {
    code: 'build-npm-package',
    pattern: /npm (?:error|ERR!) code (?:E404|ETARGET|EINTEGRITY)/,
    what: 'The npm registry does not have a package as the lock names it',
    telling: /npm (?:error|ERR!) (?:code|404|notarget|sha512)/,
    next: ['see which registry your npm uses: npm config get registry', AGAIN],
  },
  {
    code: 'build-base-image',
    pattern:
      /pull access denied|manifest unknown|manifest for \S+ not found|(?<!\bsh: .*): not found\b|repository does not exist|requested access to the resource is denied|repository name not known/,
    what: 'The base image does not exist, or you have no access to it',
    next: ({ engine: { command } }) => [
      `try it alone, with the reference after FROM: ${command} pull REFERENCE`,
      `a private one: ${command} login`,
    ],
  },
  {
    code: 'build-network',
    pattern:
      /no such host|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EIDLETIMEOUT|i\/o timeout|TLS handshake timeout|context deadline exceeded|Client\.Timeout|connection refused|network is unreachable/,
    what: 'The build could not reach the registry of the base image, or that of npm',
    next: [
      'behind a proxy, set HTTP_PROXY and HTTPS_PROXY: they are passed on to the build',
      'for the base image the engine needs them, too: https://docs.docker.com/engine/daemon/proxy/',
      AGAIN,
    ],
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
