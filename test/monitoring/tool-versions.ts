import { NEWEST, prometheusTools, type PrometheusTools } from '../../setup/tools.mjs';

/** What `prometheusTools` may be asked for. */
export const TOOL_VERSIONS = ['distribution', 'newest'] as const;

let newest: Promise<PrometheusTools | undefined> | undefined;

/**
 * Prometheus and Alertmanager of the versions in `NEWEST`; undefined where this machine cannot have them, which a
 * printed line tells: a suite of Debian that has moved on, or another system, is no fault of what is tested.
 */
export function newestTools(): Promise<PrometheusTools | undefined> {
  newest ??= findNewest().catch((error: unknown) => {
    console.log(
      `no tests on the newest Prometheus: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  });
  return newest;
}

/** Whether tests can run on this version here. That of the distribution has to be there: its absence fails them. */
export async function canRunOn(version: (typeof TOOL_VERSIONS)[number]): Promise<boolean> {
  return version === 'distribution' || (await newestTools()) !== undefined;
}

async function findNewest(): Promise<PrometheusTools> {
  const tools = await prometheusTools({ version: 'newest' });
  for (const name of ['prometheus', 'alertmanager'] as const) {
    if (!tools.versions[name].startsWith(`${NEWEST[name]}.`)) {
      throw new Error(
        `Debian ${NEWEST.suite} has ${name} ${tools.versions[name]}, ${NEWEST[name]} is wanted`,
      );
    }
  }
  return tools;
}
