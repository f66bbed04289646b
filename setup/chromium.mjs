import { findOnPath } from './find-on-path.mjs';

/** See tools.d.mts. */
export function chromiumPath() {
  return findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}
