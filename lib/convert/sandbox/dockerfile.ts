import { CONVERT_LABEL } from '../../container/engine/labelled-images.ts';

/** What a sandbox is made from. */
export interface Requirements {
  /** `3.11`: the image is python:3.11-slim. */
  python: string;
  /** `scikit-learn==1.1.3`, each with `==`. */
  packages: string[];
}

/** Whether a package is one of those whose models are opened. */
export function isLibrary(requirement: string): boolean {
  return /^(?:scikit-learn|xgboost(?:-cpu)?|lightgbm|catboost|tensorflow(?:-cpu)?|keras|torch|transformers)==/.test(
    requirement,
  );
}

/** What a sandbox opens, for people: `scikit-learn 1.9.1, xgboost-cpu 3.2.0`. */
export function aboutOf({ packages }: Requirements): string {
  return packages
    .filter(isLibrary)
    .map((one) => one.replace('==', ' '))
    .join(', ');
}

const OPENMP = `# OpenMP, which LightGBM takes from the system and slim images lack: scikit-learn brings it along.
RUN ln -s "$(find /venv -name 'libgomp*.so*' | head -n 1)" /venv/lib/libgomp.so.1
`;

/**
 * What pip is asked for, in turn. PyTorch comes from its own index, of builds without CUDA; where that is out of reach, pip
 * takes PyPI's, which for Linux on x86 does not start without CUDA: then the last step brings it, and else nothing.
 * https://pytorch.org/get-started/locally/
 */
export function pipSteps({ packages }: Requirements, file: string): string[][] {
  const all = ['--no-deps', '-r', file];
  const torch = packages.find((one) => one.startsWith('torch=='));
  if (torch === undefined) return [all];
  const index = ['--extra-index-url', 'https://download.pytorch.org/whl/cpu'];
  return [['--no-deps', '--retries', '1', ...index, torch], all, [torch]];
}

/** TensorFlow without CUDA is there for x86 alone; elsewhere it never has it. https://pypi.org/project/tensorflow-cpu/ */
function onEveryMachine(requirement: string): string[] {
  const [name, version] = requirement.split('==');
  if (name !== 'tensorflow-cpu') return [requirement];
  const isX86 = 'in "x86_64 AMD64"';
  return [
    `${requirement} ; platform_machine ${isX86}`,
    `tensorflow==${version} ; platform_machine not ${isX86}`,
  ];
}

/** The Dockerfile of a sandbox, as it is built and as the project keeps it in convert/. */
export function dockerfileOf(requirements: Requirements): string {
  const { python } = requirements;
  const installed = pipSteps(requirements, '/build/requirements.txt').map((step) => `"$@" ${step.join(' ')}`);
  return `# The image in which this model was converted to ONNX, and its answers were taken: README.md says how to do it again.
FROM python:${python}-slim AS packages
LABEL io.github.ml-docker.stage=convert
# A certificate that pip is to trust and the settings of pip on this machine, where it has any. They stay in this stage.
COPY requirements.txt pip.pe[m] /build/
ARG PIPCONF=
# pip compiles with one processor, and tests, which are half of all files, too.
RUN python -m venv /venv \\
 && if [ -f /build/pip.pem ]; then export PIP_CERT=/build/pip.pem; fi; \\
    printenv PIPCONF > /build/pip.conf; export PIP_CONFIG_FILE=/build/pip.conf; \\
    set -- /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-compile --only-binary :all: \\
 && ${installed.join(' \\\n && ')} \\
 && (python -m compileall -qq -j 0 -x /tests/ --invalidation-mode unchecked-hash /venv/lib || true)
${requirements.packages.some((one) => one.startsWith('scikit-learn==')) ? OPENMP : ''}
FROM python:${python}-slim
LABEL ${CONVERT_LABEL}="${aboutOf(requirements)}"
COPY --from=packages /venv /venv
COPY program /convert/
ENV PATH=/venv/bin:$PATH LD_LIBRARY_PATH=/venv/lib HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /convert
USER 65534:65534
CMD ["python", "/convert/convert.py"]
`;
}

/** requirements.txt. */
export function requirementsText(requirements: Requirements): string {
  return [
    `# For Python ${requirements.python}. The versions belong together: ml-docker tries each such set.`,
    ...requirements.packages.flatMap(onEveryMachine),
    '',
  ].join('\n');
}
