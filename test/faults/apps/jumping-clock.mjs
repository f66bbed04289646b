// Makes a call, moves the wall clock, makes the next one. Loaded as the application, its clock is moved before anything
// asks for the time.
const RealDate = Date;
let offset = 0;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }
  static now() {
    return RealDate.now() + offset;
  }
};

const DAY = 24 * 60 * 60 * 1000;
const { PROVIDER_URL, CONTROL_URL } = process.env;
// Back over midnight, far back, far ahead, a moment, to where it was.
for (const [i, jump] of [0, -DAY, -30 * DAY, 90 * DAY, -0.001 * DAY, 0].entries()) {
  offset = jump;
  const pending = fetch(`${PROVIDER_URL}/v1/chat/completions`, {
    method: 'POST',
    body: '{"model":"gpt-4o-mini"}',
  });
  // Also while the call is under way.
  offset = jump - DAY;
  await (await pending).text();
  offset = jump;
  // Answers when two more exports have come in.
  await (await fetch(`${CONTROL_URL}/${i}`)).text();
}
