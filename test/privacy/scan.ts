/** Where a secret was found, and in which form. */
export interface Finding {
  secret: string;
  form: string;
}

const URL_SAFE = /[+/=]/g;

/**
 * The forms in which a text can leave a process: as it is, escaped for JSON (once and twice), encoded for a URL or a form,
 * in hexadecimal digits, and in base64 at each of the three places that a text can have in what is encoded.
 */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const forms = new Map([
    ['plain', secret],
    ['JSON', escaped],
    ['JSON in JSON', JSON.stringify(escaped).slice(1, -1)],
    [
      'ASCII JSON',
      escaped.replaceAll(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['URL', encodeURIComponent(secret)],
    ['path', encodeURI(secret)],
    ['form', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['hex', bytes.toString('hex')],
    ['latin1', bytes.toString('latin1')],
    ['reversed', [...secret].reverse().join('')],
  ]);
  for (const offset of [0, 1, 2]) {
    // Characters at both ends also depend on what stands beside the text.
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const core = encoded.slice(offset === 0 ? 0 : offset + 1, Math.floor((bytes.length + offset) / 3) * 4);
    forms.set(`base64 at ${offset}`, core);
    forms.set(
      `base64url at ${offset}`,
      core.replaceAll(URL_SAFE, (c) => (c === '+' ? '-' : '_')),
    );
  }
  return forms;
}

/** Every one of `secrets` that stands in `text` in any form; letters may be of either case. */
export function findSecrets(text: string, secrets: readonly string[]): readonly Finding[] {
  const folded = text.toLowerCase();
  return secrets.flatMap((secret) =>
    [...formsOf(secret)]
      .filter(([form, written]) =>
        form.startsWith('base64') ? text.includes(written) : folded.includes(written.toLowerCase()),
      )
      .map(([form]) => ({ secret, form })),
  );
}
