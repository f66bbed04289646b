import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { loadBudgets } from '../budget/load-configuration.ts';
import { OutlayError } from '../error.ts';
import { claimRunFolder } from './earlier-run.ts';
import { choosePorts } from './free-ports.ts';
import { showLive } from './live-view.ts';
import { identifyProcess } from './process-identity.ts';
import { removeProcessRecord } from './process-record.ts';
import { runFolder } from './run-folder.ts';
import { openScreen, type Screen } from './screen.ts';
import { Stack } from './stack.ts';
import { urlOf, type StackSettings } from './stack-settings.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the stack until a signal asks it to stop, and shows it. Resolves when everything that was started has ended.
 *
 * @throws OutlayError when it cannot be started; what was started by then has ended
 */
export async function runStack(wanted: StackSettings): Promise<void> {
  if (!existsSync(wanted.budgetsFile)) {
    throw new OutlayError(`${wanted.budgetsFile} does not exist: name a budgets file with --budgets`);
  }
  loadBudgets(wanted.budgetsFile);
  const screen = openScreen(process.stdout);
  const { processesFile } = runFolder(wanted.dataFolder);
  await claimRunFolder(processesFile, (line) => screen.print(line));
  try {
    await runClaimed(wanted, screen);
  } finally {
    removeProcessRecord(processesFile, identifyProcess(process.pid));
  }
}

async function runClaimed(wanted: StackSettings, screen: Screen): Promise<void> {
  const settings = { ...wanted, ports: await choosePorts(wanted.ports, wanted.host) };
  const stack = new Stack(settings, (line) => screen.print(line));
  // A reader that closes the pipe, an unforeseen error: whatever ends this process must not leave the others behind.
  process.once('exit', () => stack.abandon());

  const stopping = stopSignal();
  try {
    screen.print('Starting');
    const starting = stack.start();
    // A signal may come while processes start: their start then fails for no other reason.
    starting.catch(() => undefined);
    await Promise.race([starting, once(stopping, 'abort')]);
    if (!stopping.aborted) {
      for (const line of whereThingsAre(settings)) screen.print(line);
      const urls = { collector: urlOf(settings, 'collector'), sink: urlOf(settings, 'sink') };
      await showLive(screen, urls, stopping);
    }
  } finally {
    await stopStack(stack, screen);
  }
}

async function stopStack(stack: Stack, screen: Screen): Promise<void> {
  screen.draw([]);
  screen.print('Stopping');
  await stack.stop();
  screen.print('Everything has ended.');
}

/** Aborted by the first signal that asks to stop; later ones are the same wish told twice (npm passes signals on). */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of STOP_SIGNALS) process.on(signal, () => controller.abort());
  return controller.signal;
}

function whereThingsAre(settings: StackSettings): string[] {
  return [
    '',
    `Budget panel   ${urlOf(settings, 'preview')}`,
    `Budgets, JSON  ${urlOf(settings, 'collector')}/api/v1/budgets`,
    `Usage, JSON    ${urlOf(settings, 'collector')}/api/v1/usage`,
    `Prometheus     ${urlOf(settings, 'prometheus')}`,
    `Alertmanager   ${urlOf(settings, 'alertmanager')}`,
    `Pages, JSON    ${urlOf(settings, 'sink')}/pages`,
    `OTLP/HTTP      ${urlOf(settings, 'otlp')}  (OTEL_EXPORTER_OTLP_ENDPOINT of your own services)`,
    `Kept in        ${settings.dataFolder}  (ledger, series, logs)`,
    'Ctrl-C stops everything.',
  ];
}
