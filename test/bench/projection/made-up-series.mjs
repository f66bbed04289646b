const DAYS = 120;

/** Series as services make them, by a generator that gives the same numbers each time. */
const KINDS = {
  steady: (random) => days(() => 10 * noise(random, 0.15)),
  'quiet weekends': (random) => days((day) => 10 * (day % 7 > 4 ? 0.15 : 1) * noise(random, 0.2)),
  growth: (random) => {
    const perDay = 0.004 + 0.012 * random();
    return days((day) => 5 * Math.exp(perDay * day) * (day % 7 > 4 ? 0.6 : 1) * noise(random, 0.25));
  },
  'level shifts': (random) => {
    let level = 8;
    return days(() => {
      if (random() < 1 / 45) level *= Math.exp(0.8 * normal(random));
      return level * noise(random, 0.25);
    });
  },
  wandering: (random) => {
    let log = 0;
    return days(() => {
      log += 0.06 * normal(random);
      return 10 * Math.exp(log) * noise(random, 0.3);
    });
  },
  bursts: (random) => {
    let burst = 0;
    return days(() => {
      burst = 0.6 * burst + 0.55 * normal(random);
      return 10 * Math.exp(burst + 0.4 * normal(random));
    });
  },
  'heavy tail': (random) => days(() => 5 * Math.exp(1.2 * normal(random))),
  'weekly batch': (random) => days((day) => (day % 7 === 2 ? 40 : 2) * noise(random, 0.25)),
  'one day in five': (random) => days(() => (random() < 0.2 ? 20 * noise(random, 0.7) : 0)),
  'huge calls': (random) => days(() => 10 * noise(random, 0.2) + (random() < 1 / 60 ? 150 * random() : 0)),
  'late start': (random) => {
    const start = 10 + Math.floor(40 * random());
    return days((day) => (day < start ? 0 : 8 * noise(random, 0.4) * (day % 7 > 4 ? 0.5 : 1)));
  },
  outages: (random) => {
    let left = 0;
    return days(() => {
      if (left === 0 && random() < 1 / 60) left = 4;
      left = Math.max(0, left - 1);
      return left > 0 ? 0 : 6 * noise(random, 0.1);
    });
  },
};

/** @param {readonly number[]} seeds as many series of each kind */
export function madeUpSeries(seeds) {
  return Object.entries(KINDS).map(([name, make], index) => ({
    name,
    runs: seeds.map((seed) => make(generator(seed * 7919 + index * 104_729))),
  }));
}

const days = (amount) => Array.from({ length: DAYS }, (_, day) => amount(day));

/** Log-normal with a mean of 1. */
const noise = (random, deviation) => Math.exp(deviation * normal(random) - deviation ** 2 / 2);

/** Box and Muller. */
function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** mulberry32, a generator of 32 bits in the public domain. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
