#!/usr/bin/env node
// Plain JavaScript, so that an old Node gets this sentence and not a syntax error.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `outlay needs Node 24 or later (node:sqlite); this is ${process.version}. Run it with a newer Node.`,
  );
  process.exit(1);
}
const { main } = await import('../dist/cli/main.js');
await main(process.argv);
