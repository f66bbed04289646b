import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OutlayError } from '../error.ts';

/** What a checkout of the repository has and the published package has not. */
const PARTS = ['alerts/prometheus/prometheus.yml', 'alerts/alertmanager/alertmanager.yml', 'demo/sink.ts'];

/** Root folder of the checkout that this file belongs to (as source or built). */
export function findCheckout(): string {
  const root = resolve(import.meta.dirname, '../../..');
  const missing = PARTS.find((part) => !existsSync(join(root, part)));
  if (missing) {
    throw new OutlayError(
      `outlay up starts from a checkout of the repository, and ${root} has no ${missing}. ` +
        'Clone it and run npm start there; "outlay collector" starts the collector alone, anywhere.',
    );
  }
  return root;
}
