// Reads the first piece of a stream and leaves it open.
const response = await fetch(`${process.env.PROVIDER_URL}/v1/messages`, { method: 'POST', body: '{}' });
await response.body.getReader().read();
setInterval(() => {}, 1000);
console.log('ready');
