// The same call from a CommonJS application, through `node:http`.
const http = require('node:http');
const { withAttribution } = require('@outlay/instrumentation');

withAttribution({ feature: 'commonjs' }, () => {
  const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;
  http.request(url, { method: 'POST' }, (response) => response.resume()).end('{"model":"gpt-4o-mini"}');
});
