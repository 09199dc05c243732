'use strict';
// restify requires spdy at load; HTTP/2 is never switched on here, and the real package touches a removed Node internal.
exports.createServer = () => {
  throw new Error('This server does not speak spdy.');
};
