// An application that does not handle an error of a call, or makes one of its own while it handles a response.
import http from 'node:http';

const [how, url] = process.argv.slice(2);
const nobody = 'http://127.0.0.1:1/v1/chat/completions';
const post = { method: 'POST' };
process.on('exit', (code) => console.log(`exit ${code}`));
switch (how) {
  case 'no-error-listener':
    http.request(nobody, post).end('{}');
    break;
  case 'no-error-listener-on-response':
    http.request(url, post, (response) => response.resume().destroy(new Error('given up'))).end('{}');
    break;
  case 'throw-at-response':
    http
      .request(url, post, () => {
        throw new Error('the application fails');
      })
      .end('{}');
    break;
  case 'throw-at-data':
    http
      .request(url, post, (response) => {
        response.on('data', () => {
          throw new Error('the application fails');
        });
      })
      .end('{}');
    break;
  case 'write-after-end': {
    const request = http.request(url, post);
    request.end('{}');
    request.write('more');
    break;
  }
  case 'unhandled-rejection':
    void fetch(nobody, { ...post, body: '{}' });
}
