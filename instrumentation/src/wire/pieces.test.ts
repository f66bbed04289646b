import { describe, expect, it } from 'vitest';
import { openAi } from '../adapters/openai/openai.ts';
import { readExchange } from '../adapters/testing/exchange.ts';

const IMAGES = '/v1/images/generations';
const SPEECH = '/v1/audio/speech';
const SOUND = { 'content-type': 'audio/mpeg' };

describe('images', () => {
  const data = [{ b64_json: 'aGk=' }, { b64_json: 'aGk=' }];

  it.each([
    [{ model: 'dall-e-3', quality: 'hd', size: '1024x1792' }, 'dall-e-3/hd/1024x1792'],
    [{ model: 'dall-e-3' }, 'dall-e-3/standard/1024x1024'],
    [{ model: 'dall-e-2', size: '256x256' }, 'dall-e-2/standard/256x256'],
    [{ size: '512x512', quality: 'auto' }, 'dall-e-2/standard/512x512'],
  ])('are billed by the piece, at the price of their model, quality and size: %j', (request, variant) => {
    const { reading } = readExchange(openAi, { path: IMAGES, request, response: { created: 1, data } });
    expect(reading).toMatchObject({ usage: { units: { images: 2 } }, variant, complete: true });
  });

  it('are found in a form, too', () => {
    const field = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const request = `${field('model', 'dall-e-2')}${field('size', '512x512')}--b--\r\n`;
    const requestType = 'multipart/form-data; boundary=b';
    const exchange = { path: '/v1/images/edits', request, requestType, response: { data } };
    expect(readExchange(openAi, exchange).reading).toMatchObject({ variant: 'dall-e-2/standard/512x512' });
  });

  it('are billed by their tokens where these are stated', () => {
    const usage = { input_tokens: 9, output_tokens: 100 };
    const request = { model: 'gpt-image-1' };
    const { reading } = readExchange(openAi, { path: IMAGES, request, response: { data, usage } });
    expect(reading.usage).toEqual({ inputTokens: 9, outputTokens: 100 });
    const stream = [
      { type: 'image_generation.partial_image', b64_json: 'aGk=' },
      { type: 'image_generation.completed', b64_json: 'aGk=', usage },
    ];
    expect(readExchange(openAi, { path: IMAGES, request, stream }).reading.usage).toEqual(reading.usage);
  });

  it('cost nothing when none was made', () => {
    const response = { error: { code: 'content_filter' } };
    expect(readExchange(openAi, { path: IMAGES, response }).reading).toMatchObject({ notBilled: true });
    expect(readExchange(openAi, { path: IMAGES, status: 400 }).reading.usage).toBeUndefined();
  });
});

describe('speech', () => {
  it('is billed by the characters of the request', () => {
    const request = { model: 'tts-1-hd', input: 'Grüße 😀', voice: 'alloy' };
    const { reading } = readExchange(openAi, { path: SPEECH, request, headers: SOUND });
    expect(reading).toMatchObject({
      usage: { units: { characters: 7 } },
      variant: 'tts-1-hd',
      complete: true,
    });
    expect(JSON.stringify(reading)).not.toContain('Gr');
  });

  it('costs nothing when it was refused', () => {
    const request = { model: 'tts-1', input: 'hello' };
    expect(readExchange(openAi, { path: SPEECH, request, status: 429 }).reading.usage).toBeUndefined();
  });

  it('is billed by the tokens that the last event states where the model is', () => {
    const request = { model: 'gpt-4o-mini-tts', input: 'hello', stream_format: 'sse' };
    const stream = [
      { type: 'speech.audio.delta', audio: 'aGk=' },
      { type: 'speech.audio.done', usage: { input_tokens: 14, output_tokens: 101, total_tokens: 115 } },
    ];
    expect(readExchange(openAi, { path: SPEECH, request, stream }).reading.usage).toEqual({
      inputTokens: 14,
      outputTokens: 101,
    });
    // Sound alone tells no tokens, and characters are not what is billed.
    expect(readExchange(openAi, { path: SPEECH, request, headers: SOUND }).reading.usage).toBeUndefined();
  });
});

describe('transcriptions', () => {
  const path = '/v1/audio/transcriptions';

  it('are billed by the length of the sound when no usage is stated', () => {
    const response = { text: 'hi', duration: 12.5 };
    expect(readExchange(openAi, { path, response }).reading.usage).toEqual({
      units: { audio_seconds: 12.5 },
    });
  });

  it('are billed by what the last event of a stream states', () => {
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      input_token_details: { audio_tokens: 14 },
      output_tokens: 3,
    };
    const stream = [
      { type: 'transcript.text.delta', delta: 'hi' },
      { type: 'transcript.text.done', usage },
    ];
    expect(readExchange(openAi, { path, stream }).reading.usage).toMatchObject({ inputAudioTokens: 14 });
  });
});

describe('videos', () => {
  const video = { id: 'video_1', object: 'video', model: 'sora-2-pro', seconds: '8', size: '1792x1024' };
  const path = '/v1/videos/video_1';

  it('are billed by the second once they are finished', () => {
    const response = { ...video, status: 'completed' };
    expect(readExchange(openAi, { method: 'GET', path, response }).reading).toMatchObject({
      usage: { units: { video_seconds: 8 } },
      variant: 'sora-2-pro/1792x1024',
      resultId: 'video_1',
      repeatable: true,
    });
    expect(openAi.endpoint('GET', path).billing).toBe('once');
  });

  it.each(['queued', 'in_progress', 'failed'])('are not billed while they are %s', (status) => {
    const { reading } = readExchange(openAi, { path: '/v1/videos', response: { ...video, status } });
    expect(reading.usage).toBeUndefined();
    expect(reading.notBilled).toBe(true);
  });
});

describe('the code interpreter', () => {
  it('is billed by the session, which is named, so that no other response bills it again', () => {
    const call = (container: string) => ({
      type: 'code_interpreter_call',
      container_id: container,
      code: '1',
    });
    const response = {
      model: 'gpt-5',
      output: [call('cntr_1'), call('cntr_1'), call('cntr_2')],
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    expect(readExchange(openAi, { path: '/v1/responses', response }).reading.results).toEqual([
      { resultId: 'cntr_1', usage: { units: { code_interpreter_sessions: 1 } } },
      { resultId: 'cntr_2', usage: { units: { code_interpreter_sessions: 1 } } },
    ]);
  });
});

describe('what hosted tools used', () => {
  const response = {
    model: 'gpt-5',
    output: [{ type: 'web_search_call' }, { type: 'web_search_call' }, { type: 'image_generation_call' }],
    tools: [{ type: 'web_search' }, { type: 'image_generation', model: 'gpt-image-1-mini' }],
    tool_usage: {
      image_gen: { input_tokens: 7, output_tokens: 400, output_tokens_details: { image_tokens: 400 } },
      web_search: { num_requests: 1 },
    },
    usage: { input_tokens: 20, output_tokens: 3 },
  };
  const path = '/v1/responses';

  it('is billed as it is stated: images by their tokens, at the price of their own model', () => {
    const { reading } = readExchange(openAi, { path, stream: [{ type: 'response.completed', response }] });
    expect(reading.usage).toEqual({ inputTokens: 20, outputTokens: 3, units: { web_searches: 1 } });
    expect(reading.results).toEqual([
      { model: 'gpt-image-1-mini', usage: { inputTokens: 7, outputTokens: 400, outputImageTokens: 400 } },
    ]);
  });

  it('names the images, so that a response that is fetched again and again books them once', () => {
    const stored = { ...response, id: 'resp_1', background: true, status: 'completed' };
    const exchange = { method: 'GET', path: '/v1/responses/resp_1', response: stored };
    expect(readExchange(openAi, exchange).reading.results).toMatchObject([
      { model: 'gpt-image-1-mini', resultId: 'resp_1/image_gen' },
    ]);
  });

  it('is counted in the output where it is not stated, and no image that was not made', () => {
    const { tool_usage, ...silent } = response;
    const none = { image_gen: { ...tool_usage.image_gen, input_tokens: 0, output_tokens: 0 } };
    expect(readExchange(openAi, { path, response: silent }).reading.usage?.units).toEqual({
      web_searches: 2,
    });
    expect(
      readExchange(openAi, { path, response: { ...silent, tool_usage: none } }).reading.results,
    ).toBeUndefined();
  });
});

describe('search models of chat completions', () => {
  it.each([
    ['gpt-4o-search-preview-2025-03-11', { web_searches: 1 }],
    ['gpt-5-search-api', { web_searches: 1 }],
    ['gpt-4o', undefined],
  ])('%s: searches %j', (model, units) => {
    const response = { model, usage: { prompt_tokens: 1, completion_tokens: 2 } };
    expect(readExchange(openAi, { response }).reading.usage?.units).toEqual(units);
  });
});

describe('runs of assistants', () => {
  const run = { id: 'run_1', object: 'thread.run', model: 'gpt-4o', status: 'completed' };
  const usage = { prompt_tokens: 50, completion_tokens: 5 };

  it('state their usage when they are over, and are booked by their id', () => {
    const path = '/v1/threads/t_1/runs/run_1';
    const { reading } = readExchange(openAi, { method: 'GET', path, response: { ...run, usage } });
    expect(reading).toMatchObject({ usage: { inputTokens: 50 }, resultId: 'run_1' });
    expect(openAi.endpoint('GET', path).billing).toBe('once');
  });

  it('are not their steps, which state a part of it', () => {
    const step = {
      id: 'step_1',
      object: 'thread.run.step',
      usage: { prompt_tokens: 40, completion_tokens: 4 },
    };
    const path = '/v1/threads/runs';
    const { reading } = readExchange(openAi, { path, stream: [run, step, { ...run, usage }] });
    expect(reading).toMatchObject({ usage: { inputTokens: 50, outputTokens: 5 }, resultId: 'run_1' });
    expect(readExchange(openAi, { path, stream: [run, step] }).reading.usage).toBeUndefined();
  });
});
