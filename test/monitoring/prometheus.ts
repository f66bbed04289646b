import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { startProgram, type RunningProgram } from './child-program.ts';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

const ALERTS_FOLDER = fileURLToPath(new URL('../../alerts/prometheus/', import.meta.url));

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface RunningPrometheus extends RunningProgram {
  readonly url: string;
  /** Samples of an instant query now. Throws with Prometheus' own words on a bad query. */
  query(expression: string): Promise<readonly Sample[]>;
}

export interface PrometheusToStart {
  /** Path of the program. */
  readonly prometheus: string;
  /** An empty folder for the rendered configuration and the series. */
  readonly folder: string;
  readonly collectorPort: number;
  readonly alertmanagerPort?: number;
}

interface Configuration {
  global: Record<string, string>;
  rule_files: string[];
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  scrape_configs: { static_configs: { targets: string[] }[] }[];
}

/**
 * Starts Prometheus with alerts/prometheus/prometheus.yml (rules as they are, ports of the test, ticks of a second) and
 * waits until it has scraped the collector: that takes some seconds more than being ready.
 */
export async function startPrometheus({
  prometheus,
  folder,
  collectorPort,
  alertmanagerPort,
}: PrometheusToStart): Promise<RunningPrometheus> {
  const port = await freePort();
  const ports: Record<string, number | undefined> = {
    'collector:9464': collectorPort,
    'alertmanager:9093': alertmanagerPort,
    'prometheus:9090': port,
  };
  const local = ({ targets }: { targets: string[] }) => ({
    targets: targets.flatMap((target) => (ports[target] ? [`127.0.0.1:${ports[target]}`] : [])),
  });
  const configuration = parse(await readFile(join(ALERTS_FOLDER, 'prometheus.yml'), 'utf8')) as Configuration;
  configuration.global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
  configuration.rule_files = configuration.rule_files.map((pattern) => join(ALERTS_FOLDER, pattern));
  for (const { static_configs } of configuration.alerting.alertmanagers) {
    static_configs.splice(0, Infinity, ...static_configs.map(local));
  }
  for (const { static_configs } of configuration.scrape_configs) {
    static_configs.splice(0, Infinity, ...static_configs.map(local));
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'prometheus.yml'), stringify(configuration));

  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startProgram({
    program: prometheus,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'series')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    readyUrl: `${url}/-/ready`,
  });
  await waitUntil(async () => (await query(url, 'up{job="outlay"} == 1')).length > 0, {
    what: 'the first scrape of the collector',
    instead: async () => JSON.stringify(await query(url, 'up')),
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop, query: (expression) => query(url, expression) };
}

async function query(url: string, expression: string): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
  const answer = (await response.json()) as {
    error?: string;
    data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  if (!answer.data) throw new Error(`Prometheus refused ${expression}: ${answer.error}`);
  return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}
