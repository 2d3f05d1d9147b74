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
      '. Get it from https://nodejs.org, or use Docker.',
  );
}

var missing = Object.keys(project.dependencies).filter(isMissing);
if (missing.length > 0) fail('Not installed: ' + missing.join(', ') + '. In ' + root + ', run: npm ci');

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
