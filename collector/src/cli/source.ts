import { Option } from 'commander';
import { z } from 'zod';
import { OutlayError } from '../error.ts';

/** `--url`: read from a running collector instead of the ledger file. */
export function urlOption(): Option {
  return new Option(
    '--url <address>',
    'read from a running collector, such as http://127.0.0.1:9464, not from --data',
  );
}

const errorBody = z.looseObject({ error: z.string() });

/**
 * Asks a collector's API.
 *
 * @throws OutlayError when it cannot be reached or refuses
 */
export async function fetchFromCollector(
  base: string,
  path: string,
  request: { readonly method: 'GET' } | { readonly method: 'POST'; readonly body: string } = {
    method: 'GET',
  },
): Promise<Response> {
  let url: URL;
  try {
    url = new URL(path, base);
  } catch (cause) {
    throw new OutlayError(`--url ${base} is no address; give one such as http://127.0.0.1:9464`, { cause });
  }
  let response: Response;
  try {
    const type = request.method === 'POST' ? { 'content-type': 'application/json' } : undefined;
    response = await fetch(url, { ...request, headers: { ...bearerToken(), ...type } });
  } catch (cause) {
    throw new OutlayError(
      `no collector answers at ${base}; is it running, and is this its --port (not --otlp-port)?`,
      {
        cause,
      },
    );
  }
  if (response.ok) return response;
  const text = await response.text();
  const parsed = errorBody.safeParse(jsonOrUndefined(text));
  throw new OutlayError(
    `the collector at ${base} refused: ${parsed.success ? parsed.data.error : response.statusText}`,
  );
}

/** The token for a collector that asks for one. Only from the environment: the list of processes shows what is in options. */
function bearerToken(): Record<string, string> {
  const token = process.env['OUTLAY_TOKEN'];
  return token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
