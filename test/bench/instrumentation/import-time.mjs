import { execFileSync } from 'node:child_process';
import { median } from './median.mjs';

/**
 * How much longer an application takes to start with `arguments_` than without, in milliseconds: the median of the
 * differences of pairs.
 */
export function measureImport(arguments_, pairs) {
  const start = (more) => {
    const startedAt = performance.now();
    execFileSync(process.execPath, [...more, '--eval', '0'], { stdio: 'ignore' });
    return performance.now() - startedAt;
  };
  start(arguments_);
  return median(Array.from({ length: pairs }, () => start(arguments_) - start([])));
}
