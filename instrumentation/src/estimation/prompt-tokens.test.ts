import { beforeAll, describe, expect, it } from 'vitest';
import { countPromptTokens } from './prompt-tokens.ts';
import { type CountTokens, loadTokenizer } from './tokenizer.ts';

let o200k: CountTokens;
let cl100k: CountTokens;
beforeAll(async () => {
  o200k = await loadTokenizer('o200k_base');
  cl100k = await loadTokenizer('cl100k_base');
});

/** The example of OpenAI's cookbook "How to count tokens with tiktoken", whose counts the API confirmed. */
const COOKBOOK_MESSAGES = [
  {
    role: 'system',
    content:
      'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
  },
  {
    role: 'system',
    name: 'example_user',
    content: 'New synergies will help drive top-line growth.',
  },
  {
    role: 'system',
    name: 'example_assistant',
    content: 'Things working well together will increase revenue.',
  },
  {
    role: 'system',
    name: 'example_user',
    content:
      "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
  },
  {
    role: 'system',
    name: 'example_assistant',
    content: "Let's talk later when we're less busy about how to do better.",
  },
  {
    role: 'user',
    content: "This late pivot means we don't have time to boil the ocean for the client deliverable.",
  },
];

const MODEL = 'gpt-4o';
const ask = (content: unknown) => ({ messages: [{ role: 'user', content }] });

describe('countPromptTokens', () => {
  it("agrees with what OpenAI's API states for the messages of its cookbook", () => {
    expect(countPromptTokens({ messages: COOKBOOK_MESSAGES }, 'gpt-4', cl100k)).toBe(129);
    expect(countPromptTokens({ messages: COOKBOOK_MESSAGES }, 'gpt-4o', o200k)).toBe(124);
  });

  it('counts a text, parts of text and nested parts alike', () => {
    const plain = countPromptTokens(ask('How are you?'), MODEL, o200k);
    expect(plain).toBe(3 + 3 + o200k('user') + o200k('How are you?'));
    expect(countPromptTokens(ask([{ type: 'text', text: 'How are you?' }]), MODEL, o200k)).toBe(plain);
    expect(countPromptTokens(ask([{ text: 'How are you?' }]), MODEL, o200k)).toBe(plain);
    const result = { type: 'tool_result', content: [{ type: 'text', text: 'How are you?' }] };
    expect(countPromptTokens(ask([result]), MODEL, o200k)).toBe(plain);
  });

  it('counts prompts of completions: a text, several, and tokens', () => {
    expect(countPromptTokens({ prompt: 'Once upon' }, MODEL, o200k)).toBe(o200k('Once upon'));
    expect(countPromptTokens({ prompt: ['Once', 'upon'] }, MODEL, o200k)).toBe(2);
    expect(countPromptTokens({ prompt: [1, 2, 3] }, MODEL, o200k)).toBe(3);
    expect(countPromptTokens({ prompt: [[1, 2], [3]] }, MODEL, o200k)).toBe(3);
  });

  it('counts what stands before the messages', () => {
    const without = countPromptTokens(ask('Hi'), 'claude-sonnet-4-5', o200k) ?? 0;
    expect(countPromptTokens({ ...ask('Hi'), system: 'Be brief.' }, 'claude-sonnet-4-5', o200k)).toBe(
      without + o200k('Be brief.'),
    );
    const input = [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }];
    expect(countPromptTokens({ input, instructions: 'Be brief.' }, MODEL, o200k)).toBe(
      without + o200k('Be brief.'),
    );
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
    expect(countPromptTokens({ contents }, 'gemini-2.5-pro', o200k)).toBe(without);
  });

  it('counts functions near to what the cookbook says that the API states', () => {
    const tools = [
      {
        type: 'function',
        function: {
          name: 'get_current_weather',
          description: 'Get the current weather in a given location',
          parameters: {
            type: 'object',
            properties: {
              location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
              unit: {
                type: 'string',
                description: 'The unit of temperature to return',
                enum: ['celsius', 'fahrenheit'],
              },
            },
            required: ['location'],
          },
        },
      },
    ];
    const messages = [
      {
        role: 'system',
        content: 'You are a helpful assistant that can answer to questions about the weather.',
      },
      { role: 'user', content: "What's the weather like in San Francisco?" },
    ];
    // The cookbook: 105 tokens with gpt-4, 101 with gpt-4o.
    for (const [model, count, stated] of [
      ['gpt-4', cl100k, 105],
      ['gpt-4o', o200k, 101],
    ] as const) {
      const counted = countPromptTokens({ messages, tools }, model, count) ?? 0;
      expect(Math.abs(counted - stated) / stated, `${counted} for ${stated}`).toBeLessThan(0.06);
    }
  });

  it('counts calls of functions and their results in the history', () => {
    const call = { function: { name: 'f', arguments: '{"a":1}' } };
    const history = [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', content: '2' },
    ];
    expect(countPromptTokens({ messages: history }, MODEL, o200k)).toBe(
      3 + 3 + o200k('assistant') + o200k('f') + o200k('{"a":1}') + 3 + 3 + o200k('tool') + o200k('2'),
    );
  });

  it('counts images in low detail where the price is fixed', () => {
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } };
    const text = countPromptTokens(ask('Hi'), MODEL, o200k) ?? 0;
    const parts = ask([{ type: 'text', text: 'Hi' }, image]);
    expect(countPromptTokens(parts, MODEL, o200k)).toBe(text + 85);
    expect(countPromptTokens(parts, 'gpt-4o-mini-2024-07-18', o200k)).toBe(text + 2833);
    expect(countPromptTokens(parts, 'gpt-4.1-mini', o200k)).toBeUndefined();
  });

  it.each([
    [
      'an image of unknown size',
      ask([{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }]),
    ],
    ['audio', ask([{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }])],
    ['a file', ask([{ type: 'file', file: { file_id: 'f' } }])],
    ["an image of Anthropic's", ask([{ type: 'image', source: { type: 'base64', data: 'AAAA' } }])],
    ["media of Gemini's", { contents: [{ parts: [{ inlineData: { data: 'AAAA' } }] }] }],
    ["images of Ollama's", { messages: [{ role: 'user', content: 'Hi', images: ['AAAA'] }] }],
    ['a hosted tool', { ...ask('Hi'), tools: [{ type: 'web_search_preview' }] }],
    ['an earlier response that the provider keeps', { input: 'Hi', previous_response_id: 'resp_1' }],
    ['no prompt that is known', { model: 'x', data: [1] }],
    ['no object', ['Hi']],
    ['parts nested without end', ask(nested(20))],
  ])('does not tell a number for %s', (_title, request) => {
    expect(countPromptTokens(request, MODEL, o200k)).toBeUndefined();
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? [{ text: 'x' }] : [{ content: nested(depth - 1) }];
}
