import type { Operation } from './operations.ts';

/** What must never be seen outside the process, by what it is. */
export type Secrets = Readonly<
  Record<'prompt' | 'completion' | 'key' | 'user' | 'phone' | 'file' | 'query', string>
>;

/** Members that name, in the dialects of all providers, what is asked; `text` stands in all of them. */
export function requestDocument({ prompt, completion, user, phone, file }: Secrets): Record<string, unknown> {
  const image = Buffer.from(prompt).toString('base64');
  return {
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: prompt },
      {
        role: 'user',
        content: [
          { type: 'text', text: prompt },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
        ],
      },
      { role: 'assistant', tool_calls: [{ id: '1', function: { name: 'f', arguments: completion } }] },
    ],
    contents: [{ role: 'user', parts: [{ text: prompt }, { inlineData: { data: image } }] }],
    system: prompt,
    instructions: prompt,
    input: prompt,
    inputs: prompt,
    prompt,
    query: prompt,
    texts: [prompt],
    documents: [prompt],
    tools: [{ type: 'function', function: { name: 'f', description: prompt } }],
    user,
    metadata: { user_id: user },
    email: user,
    password: prompt,
    phone,
    from: user,
    to: [user, phone],
    cc: user,
    subject: prompt,
    html: prompt,
    text: prompt,
    attachments: [{ filename: file, content: image }],
    url: `https://media.invalid/${file}`,
    data: [prompt],
    vectors: [{ id: user, values: [0.1], metadata: { text: prompt } }],
    p_search: prompt,
  };
}

/** Members that carry, in the dialects of all providers, what was generated and what it used. */
export function responseDocument({ completion, user, phone, file }: Secrets): Record<string, unknown> {
  return {
    id: 'result-1',
    model: 'gpt-4o-mini-2024-07-18',
    choices: [
      {
        message: { role: 'assistant', content: completion },
        delta: { content: completion },
        text: completion,
        finish_reason: 'stop',
      },
    ],
    content: [{ type: 'text', text: completion }],
    output: [{ type: 'message', content: [{ type: 'output_text', text: completion }] }],
    candidates: [{ content: { parts: [{ text: completion }] } }],
    message: { role: 'assistant', content: completion },
    completions: [{ completion }],
    results: [{ generated_text: completion, input_token_count: 3, generated_token_count: 4 }],
    data: [{ id: user, email: user, embedding: [0.1], b64_json: Buffer.from(completion).toString('base64') }],
    email: user,
    to: phone,
    body: completion,
    num_segments: '1',
    price: null,
    result: completion,
    filename: file,
    usage: { prompt_tokens: 10, completion_tokens: 5, input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
    meta: { billed_units: { input_tokens: 10, output_tokens: 5 } },
    done: true,
    prompt_eval_count: 10,
    eval_count: 5,
  };
}

/** An error that quotes what it was asked, in every member that names one. */
export function errorDocument({ prompt, user }: Secrets): Record<string, unknown> {
  const error = { type: prompt, code: user, message: `Cannot read: ${prompt}`, param: prompt, status: user };
  return { error, errors: [error], type: 'error', name: prompt, message: prompt, code: user, detail: prompt };
}

/** Body and headers of a request. */
export function requestOf(
  { body }: Operation,
  secrets: Secrets,
): { headers: Record<string, string>; body?: string } {
  const headers = {
    authorization: `Bearer ${secrets.key}`,
    'x-api-key': secrets.key,
    'api-key': secrets.key,
    'x-goog-api-key': secrets.key,
    cookie: `session=${secrets.key}`,
    'user-agent': `agent/${secrets.key}`,
    'x-user': encodeURIComponent(secrets.user),
  };
  switch (body) {
    case 'json':
      return {
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(requestDocument(secrets)),
      };
    case 'form':
      return {
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          To: secrets.phone,
          From: secrets.phone,
          Body: secrets.prompt,
          Channel: 'sms',
          Code: secrets.key,
        }).toString(),
      };
    case 'multipart':
      return {
        headers: { ...headers, 'content-type': 'multipart/form-data; boundary=cut' },
        body: [
          '--cut',
          'content-disposition: form-data; name="model"',
          '',
          'whisper-1',
          '--cut',
          'content-disposition: form-data; name="prompt"',
          '',
          secrets.prompt,
          '--cut',
          `content-disposition: form-data; name="file"; filename="${secrets.file}"`,
          'content-type: audio/mpeg',
          '',
          secrets.completion,
          '--cut--',
          '',
        ].join('\r\n'),
      };
    default:
      return { headers };
  }
}
