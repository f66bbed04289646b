import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { prometheusTools } from '../../setup/tools.mjs';
import { canRunOn, TOOL_VERSIONS } from '../../test/monitoring/tool-versions.ts';
import { readRuleGroups } from '../prometheus/rule-groups.ts';

const run = promisify(execFile);
const CONFIGURATION = fileURLToPath(new URL('alertmanager.yml', import.meta.url));

/** Who is told of which alert. A new alert fails the last test until it has a line here. */
const RECEIVERS: Readonly<Record<string, string>> = {
  OutlayBudgetExceeded: 'on-call',
  OutlayBudgetCritical: 'on-call',
  OutlayBudgetWarning: 'budget-owners',
  OutlayCollectorDown: 'on-call',
};

const ALERTS = readRuleGroups().flatMap((group) => group.rules.filter((rule) => rule.alert));

for (const version of TOOL_VERSIONS) {
  describe.skipIf(!(await canRunOn(version)))(`routes on the ${version} Alertmanager`, () => {
    it('amtool accepts the configuration', async () => {
      const { amtool } = await prometheusTools({ version });
      const { stdout } = await run(amtool, ['check-config', CONFIGURATION]);
      expect(stdout).toContain('SUCCESS');
    }, 300_000);

    it.each(ALERTS)(
      '$alert reaches the receiver it is meant for',
      async ({ alert = '', labels = {} }) => {
        const { amtool } = await prometheusTools({ version });
        const matched = Object.entries({ alertname: alert, budget: 'openai', ...labels });
        // amtool ends with 1 when the receivers differ; execFile rejects with what it printed.
        const { stdout } = await run(amtool, [
          ...['config', 'routes', 'test', `--config.file=${CONFIGURATION}`],
          `--verify.receivers=${RECEIVERS[alert]}`,
          ...matched.map(([label, value]) => `${label}=${value}`),
        ]);
        expect(stdout.trim()).toBe(RECEIVERS[alert]);
      },
      300_000,
    );
  });
}

it('every alert has a receiver it is meant for', () => {
  expect(ALERTS.map((rule) => rule.alert).sort()).toEqual(Object.keys(RECEIVERS).sort());
});
