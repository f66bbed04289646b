import { Worker } from 'node:worker_threads';

/** Whether this module runs from the TypeScript source, as tests do, and not from what was built of it. */
const IS_SOURCE = import.meta.url.endsWith('.ts');

const MAX_YOUNG_GENERATION_MB = 16;

/**
 * Starts a worker thread from one of our modules, from source as well as from the build.
 *
 * @param besideUrl `import.meta.url` of the module that the worker's lies beside
 * @param name file name of the worker's module without its ending
 */
export function startWorkerThread(besideUrl: string, name: string, workerData: unknown): Worker {
  return new Worker(new URL(`./${name}.${IS_SOURCE ? 'ts' : 'js'}`, besideUrl), {
    name,
    workerData,
    execArgv: IS_SOURCE ? ['--conditions=outlay-source'] : [],
    // A thread may keep three times its young generation, which grows to some 50 MB where nothing says otherwise.
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB },
  });
}
