// Connections that stop being HTTP, and one that asks to be a tunnel.
import http from 'node:http';
import { upgrade } from 'undici';

const [host] = process.argv.slice(2);

const request = http.request(`http://${host}/http/upgrade/v1/realtime`, {
  headers: { connection: 'Upgrade', upgrade: 'echo' },
});
request.on('upgrade', (response, socket, head) => {
  console.log('http', response.statusCode, response.headers.upgrade, head.length);
  socket.once('data', (bytes) => {
    console.log('http', String(bytes));
    socket.destroy();
  });
  socket.write('ping');
});
request.end();
await new Promise((resolve) => request.once('close', resolve));

const { headers, socket } = await upgrade(`http://${host}/undici/upgrade/v1/realtime`, { protocol: 'echo' });
console.log('undici', headers.upgrade);
await new Promise((resolve) => {
  socket.once('data', (bytes) => {
    console.log('undici', String(bytes));
    socket.destroy();
    resolve();
  });
  socket.write('ping');
});

const webSocket = new WebSocket(`ws://${host}/undici/web-socket/v1/realtime?model=gpt-realtime`);
await new Promise((resolve) => {
  for (const type of ['open', 'message', 'error', 'close']) {
    webSocket.addEventListener(type, ({ data, code, message }) => {
      console.log('WebSocket', type, data, code, message);
      if (type === 'close') resolve();
    });
  }
});

const tunnel = http.request(`http://${host}`, { method: 'CONNECT', path: 'api.openai.com:443' });
tunnel.on('connect', (response, connection) => {
  console.log('CONNECT', response.statusCode);
  connection.destroy();
});
tunnel.on('error', (error) => console.log('CONNECT', error.code));
tunnel.end();
