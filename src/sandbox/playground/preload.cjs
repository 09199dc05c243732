/**
 * Loaded into the Playground before its own code. The Playground has no option for the address it listens on and takes
 * all; here it gets 127.0.0.1. And when the pipe to Warden closes, however Warden ended, it ends too.
 */
'use strict';

const { Server } = require('node:net');
const listen = Server.prototype.listen;
Server.prototype.listen = function (first, ...rest) {
  if (typeof first === 'object' && first !== null && first.port !== undefined)
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest);
  if (typeof first !== 'number' && typeof first !== 'string') return listen.call(this, first, ...rest);
  return listen.call(this, Number(first), '127.0.0.1', ...rest.filter((one) => typeof one === 'function'));
};
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
