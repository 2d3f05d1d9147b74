/*
 * `npm start` runs this before app.ts, on whatever Node there is: two things that are easily forgotten would
 * otherwise end in a stack of Node's own loader. So it is plain JavaScript, and old.
 */
'use strict';

var path = require('path');
var project = require('../../package.json');

var root = path.join(__dirname, '..', '..');
var wanted = /\d+\.\d+/.exec(project.engines.node)[0];

if (isOlder(process.versions.node, wanted)) {
  var here = process.execPath + ' is ' + process.versions.node;
  fail(
    'This needs Node ' +
      wanted +
      ' or later, and ' +
      here +
      '. Get it from https://nodejs.org, or use Docker' +
      inDocker(process.env.npm_lifecycle_event),
  );
}

var missing = Object.keys(project.dependencies).filter(isMissing);
if (missing.length > 0) fail('Not installed: ' + missing.join(', ') + '. In ' + root + ', run: npm ci');

/** The line that does the same in a container; to start the service, there is the Dockerfile. */
function inDocker(script) {
  if (script !== 'test' && script !== 'record' && script !== 'bench') return '.';
  var user =
    process.getuid && process.getuid() > 0 ? ' --user ' + process.getuid() + ':' + process.getgid() : '';
  var mount = ' -e HOME=/tmp -v "' + root + ':/app" -w /app node:24-bookworm-slim';
  return ': docker run --rm' + user + mount + ' sh -c "npm ci && npm run ' + script + '"';
}

function isOlder(version, than) {
  var have = version.split('.').map(Number);
  var want = than.split('.').map(Number);
  return have[0] < want[0] || (have[0] === want[0] && have[1] < want[1]);
}

function isMissing(name) {
  try {
    require.resolve(name, { paths: [root] });
    return false;
  } catch (error) {
    return error.code === 'MODULE_NOT_FOUND';
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
