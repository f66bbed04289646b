/** Started by metered-calls.ts: makes the calls that `CALLS` asks for, then ends. */
const url = process.env['PROVIDER_URL'] ?? '';
const calls = JSON.parse(process.env['CALLS'] ?? '{}') as Record<string, number>;

for (const [answer, count] of Object.entries(calls)) {
  for (let made = 0; made < count; made++) {
    const response = await fetch(`${url}?answer=${answer}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Well?' }] }),
    });
    await response.text();
  }
}
