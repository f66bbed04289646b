import { PRICES_VARIABLE, readUserPrices, type UserPrices } from '@outlay/instrumentation/pricing';
import { Option } from 'commander';
import { OutlayError } from '../error.ts';

/** `--prices`, the same for every command that prices something. */
export function pricesOption(): Option {
  return new Option(
    '--prices <file or URL>',
    'your own price list (default: prices.yaml here, if there is one)',
  ).env(PRICES_VARIABLE);
}

/** @throws OutlayError with file, line and remedy of each mistake */
export async function loadUserPrices(setting: string | undefined): Promise<UserPrices> {
  try {
    return await readUserPrices(setting);
  } catch (cause) {
    throw new OutlayError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
