import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderConfiguration, renderConfigurationFolder } from './rendered-configuration.ts';

const addresses = { collector: '127.0.0.1:40001', sink: '127.0.0.1:40002', prometheus: '[::1]:40003' };

describe('a rendered configuration', () => {
  it('has the chosen addresses in place of the names of servers, in lists and in URLs', () => {
    const text = `
scrape_configs:
  - static_configs: [{ targets: ['collector:9464', 'prometheus:9090'] }]
receivers:
  - webhook_configs: [{ url: http://sink:9095/pages }]
`;
    expect(parse(renderConfiguration(text, addresses))).toEqual({
      scrape_configs: [{ static_configs: [{ targets: ['127.0.0.1:40001', '[::1]:40003'] }] }],
      receivers: [{ webhook_configs: [{ url: 'http://127.0.0.1:40002/pages' }] }],
    });
  });

  it('keeps keys, comments, bare names and longer names', () => {
    const text = `# the collector:9464 of the Compose file
job_name: collector
collector:9464: here
other: [my-collector:9464, collector.example:9464, sinking:1]
`;
    expect(renderConfiguration(text, addresses)).toBe(text.replace('[my', '[ my').replace(':1]', ':1 ]'));
  });
});

describe('a rendered folder of configuration', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'configuration-'));
    mkdirSync(join(folder, 'from/rules'), { recursive: true });
    writeFileSync(join(folder, 'from/rules/budgets.yml'), 'groups: []\n');
    writeFileSync(join(folder, 'from/rules.test.ts'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has the main file rendered and the files that it names beside it, and nothing of an earlier run', async () => {
    const main = join(folder, 'from/prometheus.yml');
    writeFileSync(main, "rule_files: [rules/*.yml]\ntargets: ['collector:9464']\n");
    mkdirSync(join(folder, 'to/rules'), { recursive: true });
    writeFileSync(join(folder, 'to/rules/gone.yml'), 'groups: []\n');

    const rendered = await renderConfigurationFolder(main, join(folder, 'to'), addresses);
    expect(parse(readFileSync(rendered, 'utf8'))).toMatchObject({ targets: ['127.0.0.1:40001'] });
    expect(readdirSync(join(folder, 'to'), { recursive: true }).sort()).toEqual([
      'prometheus.yml',
      'rules',
      'rules/budgets.yml',
    ]);
  });

  it('names the file that is no YAML', async () => {
    const main = join(folder, 'from/prometheus.yml');
    writeFileSync(main, 'targets: [unclosed\n');
    await expect(renderConfigurationFolder(main, join(folder, 'to'), addresses)).rejects.toThrow(
      /prometheus\.yml cannot be read as YAML/,
    );
  });
});
