/** Counts the tokens of a text. */
export type CountTokens = (text: string) => number;

export type EncodingName = 'o200k_base' | 'cl100k_base';

/**
 * The models that came before GPT-4o, under the names of OpenAI, Azure (`gpt-35-turbo`) and gateways
 * (`openai/gpt-4-turbo`). Source: the table of models in OpenAI's tiktoken (`tiktoken/model.py`), read 2026-11-22.
 */
const CL100K_MODEL = /(^|[/:])(gpt-4(?![o.\d])|gpt-3\.?5|text-embedding-(3|ada)|davinci-002|babbage-002)/;

/**
 * Longer runs without white space (or of nothing but white space) are counted in pieces: merging takes a time that grows
 * with the square of a run's length. Cutting changes the count by one token for each piece at most.
 */
const MAX_RUN_CHARACTERS = 512;
const LONG_RUN = new RegExp(`(\\S{${MAX_RUN_CHARACTERS}}|\\s{${MAX_RUN_CHARACTERS}})`);
/** The tokenizer remembers how words are cut; by default 100,000 of them, which nobody needs for an estimate. */
const MAX_REMEMBERED_WORDS = 10_000;

/**
 * The encoding of a model. Other vendors do not publish an encoding that could be used here: OpenAI's newest one stands in
 * for theirs, as an approximation.
 */
export function encodingOf(model: string | undefined): EncodingName {
  return model !== undefined && CL100K_MODEL.test(model.toLowerCase()) ? 'cl100k_base' : 'o200k_base';
}

/**
 * Loads an encoding (some 30 MB of heap, half a second).
 *
 * @throws when the optional dependency `gpt-tokenizer` is not installed
 */
export async function loadTokenizer(name: EncodingName): Promise<CountTokens> {
  const encoding =
    name === 'cl100k_base'
      ? await import('gpt-tokenizer/encoding/cl100k_base')
      : await import('gpt-tokenizer/encoding/o200k_base');
  encoding.setMergeCacheSize(MAX_REMEMBERED_WORDS);
  // The names of special tokens are text like any other where somebody writes them.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => {
    let tokens = 0;
    for (const piece of text.split(LONG_RUN)) {
      if (piece !== '') tokens += encoding.countTokens(piece, options);
    }
    return tokens;
  };
}
