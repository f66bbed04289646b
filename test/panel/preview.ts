import { fileURLToPath } from 'node:url';
import { startProgram, type RunningProgram } from '../monitoring/child-program.ts';
import { freePort } from '../monitoring/free-port.ts';

const SERVER = fileURLToPath(new URL('../../grafana-plugin/preview/server.ts', import.meta.url));

export interface RunningPreview extends RunningProgram {
  url: string;
}

export interface PreviewToStart {
  prometheusUrl: string;
  alertmanagerUrl: string;
}

/** Starts the built preview page as `npm start` does. */
export async function startPreview({
  prometheusUrl,
  alertmanagerUrl,
}: PreviewToStart): Promise<RunningPreview> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startProgram({
    program: process.execPath,
    args: [SERVER],
    readyUrl: `${url}/-/healthy`,
    environment: {
      PREVIEW_PORT: String(port),
      PREVIEW_HOST: '127.0.0.1',
      PROMETHEUS_URL: prometheusUrl,
      ALERTMANAGER_URL: alertmanagerUrl,
    },
  });
  return { url, stop };
}
