// An ECMAScript module that knows of Outlay.
import { withAttribution } from '@outlay/instrumentation';

await withAttribution({ feature: 'module' }, async () => {
  const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;
  const response = await fetch(url, { method: 'POST', body: '{"model":"gpt-4o-mini"}' });
  console.log(await response.text());
});
