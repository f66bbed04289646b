import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { prometheusTools } from '../../setup/tools.mjs';
import { canRunOn, TOOL_VERSIONS } from '../../test/monitoring/tool-versions.ts';
import { readRuleGroups } from './rule-groups.ts';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** As a pager can open it; the address that the README clones. */
const REPOSITORY = 'https://github.com/outlay/outlay';
const CASE_FILES = readdirSync(`${HERE}tests`).map((file) => `tests/${file}`);
const ALERTS = readRuleGroups().flatMap((group) => group.rules.filter((rule) => rule.alert));

interface CaseFile {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

for (const version of TOOL_VERSIONS) {
  describe.skipIf(!(await canRunOn(version)))(`rules and configuration on the ${version} Prometheus`, () => {
    it('promtool accepts prometheus.yml with its rules', async () => {
      const { promtool } = await prometheusTools({ version });
      const { stdout } = await run(promtool, ['check', 'config', `${HERE}prometheus.yml`]);
      expect(stdout).toContain('2 rule files found');
      expect(stdout).not.toContain('FAILED');
    }, 300_000);

    it.each(CASE_FILES)(
      'promtool passes %s',
      async (file) => {
        const { promtool } = await prometheusTools({ version });
        // promtool ends with 1 and prints what differs when a test fails; execFile rejects with that text.
        const { stdout } = await run(promtool, ['test', 'rules', `${HERE}${file}`]);
        expect(stdout).toContain('SUCCESS');
      },
      300_000,
    );
  });
}

describe.each(ALERTS)('$alert', ({ alert, labels, annotations }) => {
  const expectations = CASE_FILES.flatMap((file) => {
    const { tests } = parse(readFileSync(`${HERE}${file}`, 'utf8')) as CaseFile;
    return tests.flatMap(({ alert_rule_test = [] }) =>
      alert_rule_test.filter((test) => test.alertname === alert),
    );
  });

  it('has a promtool test that it fires and one that it stays silent', () => {
    expect(expectations.filter((test) => test.exp_alerts.length > 0)).not.toEqual([]);
    expect(expectations.filter((test) => test.exp_alerts.length === 0)).not.toEqual([]);
  });

  it('carries the labels that routes read and the texts that people read', () => {
    expect(labels?.['severity']).toMatch(/^(warning|critical)$/);
    expect(labels?.['category']).toMatch(/^(budget|pipeline)$/);
    expect(annotations?.['summary']).toBeTruthy();
    expect(annotations?.['description']).toBeTruthy();
  });

  it('has the runbook that it points at', () => {
    expect(annotations?.['runbook_url']).toBe(`${REPOSITORY}/blob/main/alerts/runbooks/${alert}.md`);
    expect(existsSync(`${HERE}../runbooks/${alert}.md`)).toBe(true);
    expect(readFileSync(`${HERE}../../README.md`, 'utf8')).toContain(`git clone ${REPOSITORY}.git`);
  });
});
