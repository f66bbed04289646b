import { useTheme2 } from '@grafana/ui';
import type { Status } from '../../budget/status.ts';
import { tonesOf } from '../tones.ts';

/** A shape for each status, so that it can be told without colour where there is no room for words. 12 x 12 units. */
const SIGN_PATHS: Readonly<Record<Status, string>> = {
  ok: 'M2 6.5 5 9.5 10.5 3',
  warning: 'M6 1.5 11 10.5H1ZM6 5v2.5M6 9v.1',
  critical: 'M4 1.5h4L10.5 4v4L8 10.5H4L1.5 8V4ZM6 3.5v3M6 8.5v.1',
  exceeded: 'M4 1.5h4L10.5 4v4L8 10.5H4L1.5 8V4ZM4.2 4.2l3.6 3.6M7.8 4.2 4.2 7.8',
  unlimited: 'M2.5 6h7',
  unknown: 'M4 4.5a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1M6 9.7v.1',
};

export function StatusSign({ status }: { status: Status }) {
  const { text } = tonesOf(useTheme2())[status];
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill="none"
      stroke={text}
      strokeWidth="1.4"
      aria-hidden="true"
    >
      <path d={SIGN_PATHS[status]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
