// One chat completion through `fetch`, then what the first argument says.
const [then] = process.argv.slice(2);
const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;
const response = await fetch(url, { method: 'POST', body: '{"model":"gpt-4o-mini"}' });
await response.text();
if (then === 'exit-code') process.exitCode = 3;
if (then === 'throw') throw new Error('the application fails');
if (then === 'own-handler') {
  process.once('SIGTERM', () => {
    console.log('handled');
    setTimeout(() => process.exit(7), 300);
  });
}
if (then === 'own-handler' || then === 'wait') {
  setInterval(() => {}, 1000);
  console.log('ready');
}
