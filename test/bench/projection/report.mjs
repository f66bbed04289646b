const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

/** Prints a table as it comes, and at the end the figures line by line. */
export class Report {
  #rows = [];
  #figures = [];
  #summaries = new Map();

  begin(title) {
    this.#rows = [];
    console.log(`\n${title}`);
    console.log(
      `  ${'series'.padEnd(36)} ${'day'.padStart(3)} ${'ours'.padStart(6)} ${'best'.padStart(6)} ${'linear'.padStart(6)}  WAPE in %; the band covers, and is wide (median, to the outcome)`,
    );
  }

  addMadeUp(name, over, results) {
    const of = (method) => mean(results.map(({ wape }) => wape[method]));
    const { ours, ...simple } = results[0].wape;
    const best = Math.min(...Object.keys(simple).map(of));
    this.#add({ name, over, ours: of('ours'), best, linear: of('linear'), ...bandOf(results) });
  }

  /** @param counts whether the row counts for the averages */
  addRecorded(name, over, result, simple, counts) {
    const best = Math.min(...Object.values(simple));
    this.#add(
      { name, over, ours: result.wape.ours, best, linear: simple.linear, ...bandOf([result]) },
      counts,
    );
    for (const [method, error] of Object.entries(result.wape)) {
      if (method === 'ours' || Math.abs(error - simple[method]) <= 0.051) continue;
      console.log(
        `    ${method} comes out as ${error.toFixed(2)}, and stands as ${simple[method]} in the file`,
      );
    }
  }

  /** Averages over all rows that count since `begin`. */
  sum(prefix) {
    const rows = this.#rows.filter(({ counts }) => counts);
    const worst = rows.reduce((most, { ours, best }) => Math.max(most, ours - best), -Infinity);
    const summary = {
      wape_ratio_best: [mean(rows.map(({ ours, best }) => ours / best)).toFixed(3), 'ratio'],
      wape_ratio_linear: [mean(rows.map(({ ours, linear }) => ours / linear)).toFixed(3), 'ratio'],
      wape_worst_behind_best: [worst.toFixed(1), 'points'],
      band_coverage: [mean(rows.map(({ coverage }) => coverage)).toFixed(1), '%'],
      band_width: [mean(rows.map(({ width }) => width)).toFixed(1), '%'],
    };
    this.#summaries.set(prefix, summary);
    this.#addFigures(prefix, summary);
  }

  repeat(from, prefix) {
    this.#addFigures(prefix, this.#summaries.get(from));
  }

  addCost({ lessonMicros, forecastMicros }) {
    this.#figures.push(`bench projection_lesson_us ${lessonMicros.toFixed(0)} us`);
    this.#figures.push(`bench projection_forecast_us ${forecastMicros.toFixed(1)} us`);
  }

  end() {
    console.log();
    for (const figure of this.#figures) console.log(figure);
  }

  #add(row, counts = true) {
    this.#rows.push({ ...row, counts });
    const text = (value) => value.toFixed(1).padStart(6);
    console.log(
      `  ${row.name.padEnd(36)} ${String(row.over).padStart(3)} ${text(row.ours)} ${text(row.best)} ${text(row.linear)}  ${row.coverage.toFixed(0).padStart(3)} %  ${row.width.toFixed(0).padStart(3)} %`,
    );
  }

  #addFigures(prefix, summary) {
    for (const [name, [value, unit]] of Object.entries(summary)) {
      this.#figures.push(`bench ${prefix}${name} ${value} ${unit}`);
    }
  }
}

function bandOf(results) {
  return {
    coverage: mean(results.map(({ coverage }) => coverage)),
    width: mean(results.map(({ width }) => width)),
  };
}
