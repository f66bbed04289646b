import http from 'node:http';

// Asks for the collector's health all the time, from a process of its own, and tells how long the slowest answer took.

const [url] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let longestMs = 0;

function ask() {
  const startedAt = performance.now();
  http
    .get(url, { agent }, (response) => {
      response.resume().on('end', () => {
        longestMs = Math.max(longestMs, performance.now() - startedAt);
        setTimeout(ask, 1);
      });
    })
    .on('error', () => setTimeout(ask, 1));
}

process.on('message', (command) => {
  if (command === 'start') longestMs = 0;
  process.send({ longestMs });
});
process.on('disconnect', () => process.exit());
ask();
