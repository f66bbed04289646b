import { describe, expect, it } from 'vitest';
import { countSmsSegments } from './sms-segments.ts';

describe('countSmsSegments', () => {
  it.each([
    ['nothing', '', 1],
    ['160 characters of GSM-7', 'a'.repeat(160), 1],
    ['161 characters of GSM-7', 'a'.repeat(161), 2],
    ['two full segments', 'a'.repeat(306), 2],
    ['one more than two full segments', 'a'.repeat(307), 3],
    ['accents of the basic alphabet', 'àèéùìòÇØøÅåÆæßÉÄÖÑÜäöñü§¿¡£¥¤'.repeat(5), 1],
    ['80 euro signs, two septets each', '€'.repeat(80), 1],
    ['81 euro signs', '€'.repeat(81), 2],
    ['braces, brackets and line feeds', '{[^~|\\]}\n'.repeat(9), 1],
    // 152 septets and an escaped character would make 154 of 153: the escape moves with its character.
    ['an escaped character at the end of a segment', `${'a'.repeat(152)}€${'a'.repeat(151)}`, 2],
    ['an escaped character that makes a third segment', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['70 characters of UCS-2', 'ç'.repeat(70), 1],
    ['71 characters of UCS-2', 'ç'.repeat(71), 2],
    ['134 characters of UCS-2', '文'.repeat(134), 2],
    ['135 characters of UCS-2', '文'.repeat(135), 3],
    ['35 emoji of two code units', '👍'.repeat(35), 1],
    ['36 emoji', '👍'.repeat(36), 2],
    // 33 pairs fill 66 of 67: a pair is not split.
    ['67 emoji', '👍'.repeat(67), 3],
    ['one character that makes all of it UCS-2', `${'a'.repeat(70)}’`, 2],
    ['a lone surrogate', '\ud83d', 1],
    ['a backtick, which is not in the alphabet', `${'a'.repeat(70)}\``, 2],
  ])('of %s', (_, text, segments) => {
    expect(countSmsSegments(text)).toBe(segments);
  });
});
