import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Loaded into the collector with `--import`: tells, when asked, how long its event loop stood still.

if (isMainThread && process.send) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  process.on('message', ({ id, command }) => {
    if (command === 'start') {
      delay.enable();
      delay.reset();
      process.send({ id });
    } else {
      // A look at the end of the turn in which the loop comes back, so that the stall just over is in it.
      setTimeout(() => process.send({ id, longestMs: delay.max / 1e6 }), 5);
    }
  });
  process.channel.unref();
}
