import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CollectorProcess } from '../ledger/faults/collector-process.ts';
import { collectorAddress } from '../monitoring/collector.ts';

export interface StartedCollector {
  readonly process: CollectorProcess;
  readonly urls: { readonly otlp: string; readonly api: string };
  /** Ends it and removes its ledger. */
  stop(): Promise<void>;
}

/** A collector with a ledger of its own that goes with it. */
export async function startedCollector(options: readonly string[] = []): Promise<StartedCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-fuzz-'));
  writeFileSync(join(folder, 'budgets.yaml'), 'budgets: []\n');
  const address = await collectorAddress();
  const process = await CollectorProcess.start({ address, folder, options });
  return {
    process,
    urls: { otlp: `http://127.0.0.1:${address.otlpPort}`, api: `http://127.0.0.1:${address.port}` },
    stop: async () => {
      await process.stop('SIGKILL').catch(() => undefined);
      rmSync(folder, { recursive: true });
    },
  };
}
