import { type FocusEvent, type KeyboardEvent, type PointerEvent, useCallback, useState } from 'react';

/** Which row's tooltip is open, and where in the window. */
export interface OpenTooltip {
  index: number;
  position: { x: number; y: number };
}

export interface TooltipHandlers {
  onPointerMove: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onFocus: (event: FocusEvent) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One tooltip for all rows: it follows the pointer, opens at a bar that gets the keyboard's focus, and closes on Escape. */
export function useRowTooltip() {
  const [open, setOpen] = useState<OpenTooltip | null>(null);
  const close = useCallback(() => setOpen(null), []);

  const handlersOf = useCallback(
    (index: number): TooltipHandlers => ({
      onPointerMove: ({ clientX, clientY }) => setOpen({ index, position: { x: clientX, y: clientY } }),
      onPointerLeave: close,
      onFocus: ({ target }) => {
        if (!target.matches(':focus-visible')) return;
        const { left, bottom } = target.getBoundingClientRect();
        setOpen({ index, position: { x: left, y: bottom - 8 } });
      },
      onBlur: close,
      onKeyDown: ({ key }) => {
        if (key === 'Escape') close();
      },
    }),
    [close],
  );
  return { open, handlersOf };
}
