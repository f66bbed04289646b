/**
 * Five simple methods, as whoever measured the baseline of the recordings defined them: the figures of their file come out
 * of these to the last digit. Each takes the days up to now, how many of them belong to the period, and its length.
 */
export const SIMPLE_METHODS = {
  linear: (seen, over, days) => rest(seen, over, days, () => mean(seen.slice(-over))),
  last7: (seen, over, days) => rest(seen, over, days, () => mean(seen.slice(-7))),
  weekday28: (seen, over, days) => {
    const last = seen.slice(-28);
    const overall = mean(last);
    // As if each weekday had been seen twice more, at the mean of all.
    const level = (ahead) => {
      const same = last.filter((_, index) => (last.length + ahead - index) % 7 === 0);
      return (sum(same) + 2 * overall) / (same.length + 2);
    };
    return rest(seen, over, days, level);
  },
  ewma7: (seen, over, days) => rest(seen, over, days, () => fading(seen, 7)),
  ewma14: (seen, over, days) => rest(seen, over, days, () => fading(seen, 14)),
};

function rest(seen, over, days, level) {
  let total = sum(seen.slice(-over));
  for (let ahead = 0; ahead < days - over; ahead += 1) total += level(ahead);
  return total;
}

/** Mean in which a day counts half as much as one that is so many days younger. */
function fading(seen, halfLife) {
  let [total, weights] = [0, 0];
  for (const [index, amount] of seen.entries()) {
    const weight = 0.5 ** ((seen.length - 1 - index) / halfLife);
    total += weight * amount;
    weights += weight;
  }
  return total / weights;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
