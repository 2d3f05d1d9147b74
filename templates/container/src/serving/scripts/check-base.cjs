// The first stage of the Dockerfile runs this on the base image: has it what the service needs? It is no TypeScript,
// because the Node that it finds there may be too old for that.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  refuse(
    `has Node ${process.versions.node}; the service needs 22.18 or later, which runs TypeScript as it is.`,
  );
}
// Without it, the report looks up the names of hosts.
process.report.excludeNetwork = true;
const { glibcVersionRuntime: glibc } = process.report.getReport().header;
if (glibc === undefined)
  refuse('has no glibc (Alpine has musl instead); ONNX Runtime needs it, 2.28 or later.');
if (Number(glibc.split('.')[1]) < 28) refuse(`has glibc ${glibc}; ONNX Runtime needs 2.28 or later.`);
console.log(`The base image has Node ${process.versions.node} and glibc ${glibc}.`);

function refuse(why) {
  console.error(`The base image ${why}`);
  process.exit(1);
}
