import { useEffect, useState } from 'react';

function windowSize() {
  return { width: document.documentElement.clientWidth, height: window.innerHeight };
}

export function useWindowSize(): { width: number; height: number } {
  const [size, setSize] = useState(windowSize);
  useEffect(() => {
    const update = () => setSize(windowSize());
    window.addEventListener('resize', update);
    return () => window.removeEventListener('resize', update);
  }, []);
  return size;
}
