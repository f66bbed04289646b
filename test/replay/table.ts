// Replays the recorded responses once and prints what became of them, by provider: `node test/replay/table.ts`.
import { buildInstrumentation } from './child.ts';
import { renderOutcomes, summarize } from './outcome.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';
import { loadRecordings, RECORDINGS_FOLDER } from './recordings.ts';
import { replay, startServers } from './replay.ts';

const recordings = loadRecordings();
if (recordings === undefined) {
  console.error(`There is nothing to replay: ${RECORDINGS_FOLDER} is absent.`);
  process.exit(1);
}
buildInstrumentation();
const receiver = await startOtlpReceiver();
const servers = await startServers(recordings);
const { points, code, stderr } = await replay(servers, receiver, recordings, {
  transport: 'fetch',
  pieces: 1,
  encoding: 'identity',
});
for (const server of servers.values()) await server.close();
await receiver.close();
if (code !== 0) throw new Error(`The application that calls the providers failed: ${stderr}`);
const outcomes = summarize(recordings, points);
console.log(renderOutcomes(outcomes));
const wrong = outcomes.flatMap((outcome) => outcome.wrong);
for (const id of wrong) console.error(`not what the response states: ${id}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
