import { fileURLToPath } from 'node:url';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const imports = (file) => ['--import', path(file)];

/** The application as it is. */
export const BARE = { name: 'bare' };

/** The same again: how far two processes that do the same are apart is what the machine leaves uncertain. */
export const BARE_AGAIN = { name: 'bare again' };

/** The application with Outlay's register hook. */
export const OUTLAY = {
  name: 'outlay',
  arguments: imports('../../../instrumentation/dist/register.js'),
  environment: ({ url }) => ({ OUTLAY_PROVIDER_HOSTS: `openai=${new URL(url).host}` }),
};

/** Each sends what it makes to the same receiver, with its own defaults otherwise. */
export const PEERS = [
  { name: 'contrib', arguments: imports('peers/contrib.mjs') },
  { name: 'openlit', arguments: imports('peers/openlit.mjs') },
  { name: 'traceloop', arguments: imports('peers/traceloop.mjs') },
];
