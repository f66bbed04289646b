import { BARE, BARE_AGAIN, OUTLAY } from './variants.mjs';

/** Prints what is measured as it comes, and at the end the figures line by line. */
export class Report {
  #figures = [];

  addCpu(scenario, results) {
    console.log(`\n${scenario}: CPU time for a call, and its ratio to bare calls`);
    for (const [name, { cpuMicros, ratio, ratios }] of results) {
      const launches = ratios.map((one) => one.toFixed(3)).join(' ');
      console.log(
        `  ${name.padEnd(10)} ${cpuMicros.toFixed(0).padStart(7)} us  ${ratio.toFixed(3)}  (${launches})`,
      );
      if (name === BARE.name || name === BARE_AGAIN.name) continue;
      const suffix = name === OUTLAY.name ? '' : `_${name}`;
      this.#add(`${scenario}_cpu_ratio${suffix}`, ratio.toFixed(3), 'ratio');
    }
  }

  addMemory(calls, results) {
    console.log(`\nmemory while ${calls} calls are made: heap and resident, in MB after each fifth`);
    for (const [name, steps] of results) {
      const texts = steps.map(({ heapMb, rssMb }) => `${heapMb.toFixed(1)}/${rssMb.toFixed(0)}`);
      console.log(`  ${name.padEnd(10)} ${texts.join('  ')}`);
    }
    const bare = results.get(BARE.name).at(-1);
    const outlay = results.get(OUTLAY.name).at(-1);
    this.#add('heap_added_mb', (outlay.heapMb - bare.heapMb).toFixed(1), 'MB');
    this.#add('rss_added_mb', (outlay.rssMb - bare.rssMb).toFixed(1), 'MB');
  }

  addImport(millis) {
    console.log(`\nthe register hook takes ${millis.toFixed(0)} ms to load`);
    this.#add('import_ms', millis.toFixed(0), 'ms');
  }

  addSustained({ made, failed, tookSeconds, dropped }) {
    console.log(
      `\n${made} calls in ${tookSeconds.toFixed(1)} s (${failed} failed): ${dropped} missing in what was received`,
    );
    this.#add('sustained_dropped', String(dropped), 'calls');
  }

  end() {
    console.log();
    for (const figure of this.#figures) console.log(figure);
  }

  #add(name, value, unit) {
    this.#figures.push(`bench ${name} ${value} ${unit}`);
  }
}
