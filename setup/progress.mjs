const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A step that is done faster than this was there already and is not worth a line. */
const WORTH_A_LINE_MS = 500;

/**
 * Runs one step of the set-up and shows it: on a terminal a line that moves, elsewhere a line at its begin and end.
 *
 * @template T
 * @param {string} title
 * @param {(detail: (text: string) => void) => Promise<T>} work `detail` tells what it is busy with
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begin = Date.now();
  let latest = '';
  let frame = 0;
  let announced = false;
  const seconds = () => `${((Date.now() - begin) / 1000).toFixed(0)} s`;
  const terminal = process.stdout.isTTY;
  const draw = () => {
    const line = `${SPINNER[frame++ % SPINNER.length]} ${title}  ${seconds()}  ${latest}`;
    process.stdout.write(`\r\x1b[K${line.slice(0, process.stdout.columns - 1)}`);
  };
  const timer = setInterval(
    () => {
      if (terminal) draw();
      else if (!announced) {
        announced = true;
        console.log(`${title} ...`);
      }
    },
    terminal ? 100 : WORTH_A_LINE_MS,
  );
  const end = (mark) => {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\x1b[K');
    if (mark !== '✓' || Date.now() - begin >= WORTH_A_LINE_MS) console.log(`${mark} ${title}  ${seconds()}`);
  };
  try {
    const result = await work((text) => {
      latest = text;
      if (!terminal && announced) console.log(`  ${text}`);
    });
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  }
}
