/** Reads a stream of a client to its end; `pick` takes the text out of an event. */
export async function readAll(stream, pick) {
  let text = '';
  for await (const event of stream) text += pick(event) ?? '';
  return text;
}

/** Leaves a stream of a client after its first event. */
export async function leaveEarly(stream) {
  for await (const _event of stream) return 'left';
}

/** Reads a stream and calls `interrupt` at its first event; the error that ends it is the result. */
export async function interrupted(stream, interrupt) {
  let begun = false;
  try {
    for await (const _event of stream) {
      if (!begun) interrupt();
      begun = true;
    }
    return 'ended';
  } catch (error) {
    return `ended by ${error.name}`;
  }
}

/** The name of the error that a call fails with. */
export async function failure(promise) {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    return error.name;
  }
}

export const PROMPT = [{ role: 'user', content: 'Grüß Gott' }];
