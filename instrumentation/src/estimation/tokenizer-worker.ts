import { parentPort } from 'node:worker_threads';
import { countCompletionTokens } from './completion-tokens.ts';
import type { EstimationAnswer, EstimationJob, EstimationPreparation } from './estimation-job.ts';
import { countPromptTokens } from './prompt-tokens.ts';
import { type CountTokens, type EncodingName, encodingOf, loadTokenizer } from './tokenizer.ts';

// The thread in which tokens are counted. It holds the tokenizer, so that the application's own thread never does.

const tokenizers = new Map<EncodingName, Promise<CountTokens>>();
const text = new TextDecoder();

parentPort?.on('message', (message: EstimationJob | EstimationPreparation) => {
  // A tokenizer that cannot be loaded is told when it is needed.
  if ('prepare' in message) tokenizerFor(encodingOf(message.model)).catch(() => undefined);
  else void answer(message).then((result) => parentPort?.postMessage(result));
});

async function answer({ id, model, request, completion }: EstimationJob): Promise<EstimationAnswer> {
  let count: CountTokens;
  try {
    count = await tokenizerFor(encodingOf(model));
  } catch (cause) {
    return { id, unavailable: String((cause as NodeJS.ErrnoException | null)?.code ?? 'unknown error') };
  }
  try {
    const input = countPromptTokens(JSON.parse(text.decode(request)), model, count);
    if (input === undefined) return { id };
    return { id, tokens: { input, output: countCompletionTokens(completion, model, count) } };
  } catch {
    // A body that is no JSON: nothing is known of the prompt.
    return { id };
  }
}

function tokenizerFor(name: EncodingName): Promise<CountTokens> {
  let loading = tokenizers.get(name);
  if (loading === undefined) tokenizers.set(name, (loading = loadTokenizer(name)));
  return loading;
}
