/**
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1). A character of the extension takes two
 * septets, the first an escape.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';
const SEPTETS: ReadonlyMap<string, number> = new Map([
  ...[...BASIC].map((character): [string, number] => [character, 1]),
  ...[...EXTENSION].map((character): [string, number] => [character, 2]),
]);

/** What fits into a message of one segment, and into each segment of a longer one, whose header takes six bytes. */
interface Capacity {
  readonly single: number;
  readonly concatenated: number;
}
const GSM_7: Capacity = { single: 160, concatenated: 153 };
const UCS_2: Capacity = { single: 70, concatenated: 67 };

/**
 * Segments that a text is sent in: as GSM-7 when every character is in its alphabet, else all of it as UCS-2. No
 * character is split between two segments. An empty text is one segment.
 */
export function countSmsSegments(text: string): number {
  const septets: number[] = [];
  for (const character of text) {
    const size = SEPTETS.get(character);
    if (size === undefined)
      return countSegments(
        [...text].map(({ length }) => length),
        UCS_2,
      );
    septets.push(size);
  }
  return countSegments(septets, GSM_7);
}

function countSegments(sizes: readonly number[], { single, concatenated }: Capacity): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= single) return 1;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > concatenated) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}
