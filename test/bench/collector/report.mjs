/** Prints what is measured as it comes, and at the end the figures line by line. */
export class Report {
  #figures = [];
  #isWrong = false;

  addIngest(results, peer) {
    console.log('\ningest: points per second of CPU time, including what was put off until the end');
    for (const [
      name,
      { first, plain, gzip, putOffSeconds, wallPointsPerSecond, retries, wrong },
    ] of results) {
      console.log(
        `  ${name.padEnd(11)} plain ${round(plain)}  gzip ${round(gzip)}  new streams ${round(first)}` +
          `  (put off ${putOffSeconds.toFixed(2)} s, ${round(wallPointsPerSecond)} a second of time, ${retries} asked to wait)`,
      );
      this.#addWrong(name, wrong);
    }
    const outlay = results.get('outlay');
    const other = results.get(peer);
    this.#add('ingest_points_per_cpu_second', outlay.plain.toFixed(0), 'points/s');
    this.#add(`ingest_ratio_${peer.replaceAll('-', '')}`, (outlay.plain / other.plain).toFixed(2), 'ratio');
    this.#add(
      `ingest_gzip_ratio_${peer.replaceAll('-', '')}`,
      (outlay.gzip / other.gzip).toFixed(2),
      'ratio',
    );
  }

  addScrapeCpu(name, { cpuMs, bytes, lines }) {
    console.log(
      `  ${name.padEnd(11)} ${cpuMs.toFixed(0)} ms of CPU for ${lines} lines, ${(bytes / 1e6).toFixed(1)} MB`,
    );
    if (name === 'outlay') this.#add('scrape_cpu_ms_100k', cpuMs.toFixed(0), 'ms');
  }

  addStall(name, rounds) {
    const list = (pick) => rounds.map((of) => pick(of).toFixed(0)).join(', ');
    console.log(
      `  ${name.padEnd(11)} longest stall, inside: ${list(({ busy }) => busy.insideMs)} ms` +
        ` (idle: ${list(({ idle }) => idle.insideMs)}); slowest health answer: ${list(({ busy }) => busy.outsideMs)} ms` +
        ` (idle: ${list(({ idle }) => idle.outsideMs)})`,
    );
    if (name !== 'outlay') return;
    this.#add('scrape_stall_ms_100k', Math.max(...rounds.map(({ busy }) => busy.insideMs)).toFixed(1), 'ms');
  }

  addMemory(name, { rssMb, peakMb }) {
    console.log(`  ${name.padEnd(11)} ${rssMb.toFixed(0)} MB resident, at most ${peakMb.toFixed(0)} MB`);
    if (name === 'outlay') this.#add('rss_mb_100k', rssMb.toFixed(0), 'MB');
  }

  addStart(rows, starts) {
    const list = (pick) => starts.map((start) => pick(start).toFixed(0)).join(', ');
    console.log(
      `\nstart on a ledger of ${rows} rows: ${list((of) => of.readyMs)} ms, of CPU ${list((of) => of.readyCpuMs)} ms`,
    );
    this.#add('start_ms_10m_rows', Math.max(...starts.map((of) => of.readyMs)).toFixed(0), 'ms');
  }

  addUsage(queries) {
    console.log('usage over a year, first and further answers:');
    for (const [name, { millis, rows }] of queries) {
      console.log(`  ${name}: ${millis.map((ms) => ms.toFixed(0)).join(', ')} ms, ${rows} rows`);
    }
    const slowest = Math.max(...[...queries.values()].flatMap(({ millis }) => millis));
    this.#add('usage_year_ms', slowest.toFixed(0), 'ms');
  }

  addGrowthHead() {
    console.log('\n     series  ingest us/point  scrape us/series   RSS MB   (peak)');
  }

  addSize({ series, cpuMicrosPerPoint, scrapeMicrosPerSeries, rssMb, peakMb, wrong }) {
    const cells = [
      String(series).padStart(11),
      cpuMicrosPerPoint.toFixed(2).padStart(16),
      scrapeMicrosPerSeries.toFixed(2).padStart(17),
      rssMb.toFixed(0).padStart(8),
      `(${peakMb.toFixed(0)})`.padStart(8),
    ];
    console.log(cells.join(' '));
    this.#addWrong(`${series} series`, wrong);
  }

  addWrong(name, wrong) {
    this.#addWrong(name, wrong);
  }

  /** @returns {boolean} whether all sums were right */
  end() {
    console.log();
    for (const figure of this.#figures) console.log(figure);
    return !this.#isWrong;
  }

  #addWrong(name, wrong) {
    for (const text of wrong) console.log(`  WRONG in ${name}: ${text}`);
    this.#isWrong ||= wrong.length > 0;
  }

  #add(name, value, unit) {
    this.#figures.push(`bench ${name} ${value} ${unit}`);
  }
}

const round = (value) => String(Math.round(value)).padStart(8);
