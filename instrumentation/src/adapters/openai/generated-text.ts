import type { Shape } from '../../wire/json-extractor.ts';
import { asObject } from '../../wire/json-values.ts';

/** What a stream has generated is kept up to this many UTF-16 units in total. */
const MAX_LENGTH = 1024 * 1024;
const MAX_CHOICES = 128;
/** Members of a delta that hold generated text; what else stands there is not billed as text. */
const TEXT_MEMBERS = ['content', 'refusal', 'reasoning', 'reasoning_content'] as const;
const FUNCTION_SHAPE: Shape = { object: { name: true, arguments: true } };

/** What is wanted of the `choices` of a chunk of chat completions or completions. */
export const CHOICES_SHAPE: Shape = {
  array: {
    object: {
      index: true,
      text: true,
      delta: {
        object: {
          content: true,
          refusal: true,
          reasoning: true,
          reasoning_content: true,
          function_call: FUNCTION_SHAPE,
          tool_calls: { array: { object: { function: FUNCTION_SHAPE } } },
        },
      },
    },
  },
};

/** Gathers what a stream without usage generates, so that its tokens can be counted at its end. Bounded. */
export class GeneratedText {
  readonly #choices = new Map<unknown, string[]>();
  #length = 0;

  /** Takes the `choices` of a chunk. */
  addChoices(choices: unknown): void {
    if (!Array.isArray(choices)) return;
    for (const each of choices) {
      const choice = asObject(each);
      if (choice === undefined) continue;
      this.#add(choice['index'], choice['text']);
      const delta = asObject(choice['delta']);
      if (delta === undefined) continue;
      for (const member of TEXT_MEMBERS) this.#add(choice['index'], delta[member]);
      this.#addFunction(choice['index'], delta['function_call']);
      if (!Array.isArray(delta['tool_calls'])) continue;
      for (const call of delta['tool_calls']) {
        this.#addFunction(choice['index'], asObject(call)?.['function']);
      }
    }
  }

  /** The text of all choices, each in one piece: chunks of several choices come in turn. */
  toString(): string {
    return [...this.#choices.values()].map((pieces) => pieces.join('')).join('\n');
  }

  #addFunction(index: unknown, value: unknown): void {
    const called = asObject(value);
    this.#add(index, called?.['name']);
    this.#add(index, called?.['arguments']);
  }

  #add(index: unknown, text: unknown): void {
    if (typeof text !== 'string' || text === '' || this.#length + text.length > MAX_LENGTH) return;
    let pieces = this.#choices.get(index);
    if (pieces === undefined) {
      if (this.#choices.size >= MAX_CHOICES) return;
      pieces = [];
      this.#choices.set(index, pieces);
    }
    pieces.push(text);
    this.#length += text.length;
  }
}
