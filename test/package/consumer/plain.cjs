// A CommonJS application that knows nothing of Outlay; with `stream` it asks for a stream.
const http = require('node:http');

const messages = [{ role: 'user', content: 'How are you?' }];
const body = JSON.stringify({ model: 'gpt-4o-mini', stream: process.argv[2] === 'stream', messages });
http
  .request(
    `${process.env.PROVIDER_URL}/v1/chat/completions`,
    { method: 'POST', headers: { 'content-type': 'application/json' } },
    (response) => response.on('data', (piece) => console.log(String(piece))),
  )
  .end(body);
