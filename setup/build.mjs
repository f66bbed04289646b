import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { runProgram } from './run-program.mjs';
import { contentHash, stampSays, writeStamp } from './stamp.mjs';

const OF_ALL = ['package-lock.json', 'tsconfig.base.json'];

/** What is built, in this order, and what each depends on beside its own folder. */
const WORKSPACES = [
  { name: 'instrumentation', beside: [] },
  { name: 'collector', beside: ['instrumentation'] },
  { name: 'grafana-plugin', beside: [] },
];

/** Builds the workspaces whose sources differ from those that their `dist` was built from. */
export async function build(root, names = WORKSPACES.map(({ name }) => name)) {
  for (const { name, beside } of WORKSPACES.filter((workspace) => names.includes(workspace.name))) {
    const stamp = join(root, '.cache/built', name);
    const sources = await contentHash(root, [...OF_ALL, name, ...beside]);
    if ((await stampSays(stamp, sources)) && existsSync(join(root, name, 'dist'))) continue;
    await step(`build ${name}`, async (detail) => {
      await runProgram('npm', ['run', 'build', '-w', name], { cwd: root, onLine: detail });
      await writeStamp(stamp, sources);
    });
  }
}
