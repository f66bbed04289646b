import { join } from 'node:path';

/** Where the stack keeps what it needs between starts, and what it writes while it runs. */
export interface RunFolder {
  readonly root: string;
  readonly ledger: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  /** What the demo's stand-ins have charged. */
  readonly spent: string;
  readonly pagesFile: string;
  readonly configuration: string;
  readonly logs: string;
  readonly processesFile: string;
}

export function runFolder(root: string): RunFolder {
  return {
    root,
    // The folder itself, so that every command finds the ledger where it looks by default.
    ledger: root,
    prometheus: join(root, 'prometheus'),
    alertmanager: join(root, 'alertmanager'),
    spent: join(root, 'spent'),
    pagesFile: join(root, 'pages.jsonl'),
    configuration: join(root, 'configuration'),
    logs: join(root, 'logs'),
    processesFile: join(root, 'processes.json'),
  };
}
