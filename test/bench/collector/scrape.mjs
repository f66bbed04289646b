import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const TICKER = fileURLToPath(new URL('ticker.mjs', import.meta.url));

/** Reads `/metrics` as Prometheus asks for it, and throws the text away. */
export function scrape(url) {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'identity' };
    http
      .get(new URL('/metrics', url), { headers, agent: false }, (response) => {
        let bytes = 0;
        let lines = 0;
        response.on('data', (part) => {
          bytes += part.length;
          for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines += 1;
        });
        response.on('error', reject).on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`/metrics answered ${response.statusCode}`));
          else resolve({ bytes, lines });
        });
      })
      .on('error', reject);
  });
}

/**
 * CPU time of a scrape: the mean over `scrapes`, because Linux counts in hundredths of a second. What is left to the
 * garbage collector counts too.
 */
export async function measureScrapeCpu(collector, scrapes) {
  await scrape(collector.url);
  const before = collector.cpuSeconds();
  let size;
  for (let i = 0; i < scrapes; i += 1) {
    size = await scrape(collector.url);
    await sleep(50);
  }
  return { cpuMs: ((collector.cpuSeconds() - before) * 1_000) / scrapes, ...size };
}

/**
 * The longest time that the event loop stands still during scrapes: as its own monitor saw it, and as somebody saw it who
 * asked for the collector's health all the time. Beside them the same while nothing is scraped, which is the machine's.
 */
export async function measureStall(collector, scrapes) {
  const ticker = fork(TICKER, [`${collector.url}/-/healthy`]);
  const askTicker = async (command) => {
    ticker.send(command);
    return (await once(ticker, 'message'))[0].longestMs;
  };
  const during = async (work) => {
    await collector.ask('start');
    await askTicker('start');
    await work();
    return { insideMs: (await collector.ask('read')).longestMs, outsideMs: await askTicker('read') };
  };
  try {
    await sleep(500);
    const rounds = [];
    for (let i = 0; i < scrapes; i += 1) {
      const idle = await during(() => sleep(200));
      rounds.push({ idle, busy: await during(() => scrape(collector.url)) });
    }
    return rounds;
  } finally {
    ticker.disconnect();
  }
}
