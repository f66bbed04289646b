// A CommonJS application that knows of Outlay.
const http = require('node:http');
const { withAttribution } = require('@outlay/instrumentation');

withAttribution({ feature: 'common' }, () => {
  const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;
  http
    .request(url, { method: 'POST' }, (response) =>
      response.on('data', (piece) => console.log(String(piece))),
    )
    .end('{"model":"gpt-4o-mini"}');
});
