// Runs the clients that the plan on standard input names and prints a line of JSON for each case: what the client gave, and
// what the books should say. With or without the hook; the same lines both times.
import { text } from 'node:stream/consumers';
import { withAttribution } from '@outlay/instrumentation';

const { modules, standIns, proxy } = JSON.parse(await text(process.stdin));
const HUNG_AFTER_MS = 15_000;

/** A case that never ends is a failure of its own, not of the whole run. */
function withinTime(promise) {
  let timer;
  const hung = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { name: 'Hung' })), HUNG_AFTER_MS);
  });
  return Promise.race([promise, hung]).finally(() => clearTimeout(timer));
}

for (const module of modules) {
  const { cases } = await import(`./cases/${module}.mjs`);
  for (const { id, provider, manner = 'answers', run, ...expected } of cases) {
    const url = standIns[provider][manner];
    const outcome = {};
    try {
      outcome.result = await withinTime(
        withAttribution({ feature: id }, () => run({ url, proxy, standIns })),
      );
    } catch (error) {
      outcome.error = error.name;
    }
    console.log(JSON.stringify({ id, provider, ...expected, ...outcome }));
  }
}
