export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'success' | 'error' | 'info';
  /** Undo instead of "are you sure". */
  readonly action?: { readonly label: string; run(): void };
}

const list = $state<Toast[]>([]);
let next = 1;

export const toasts = (): readonly Toast[] => list;

export function dismiss(id: number): void {
  const index = list.findIndex((toast) => toast.id === id);
  if (index >= 0) list.splice(index, 1);
}

/** Says briefly what just happened. Only in the browser: on the server the list would be everybody's. */
export function toast(
  text: string,
  options: Omit<Toast, 'id' | 'text' | 'tone'> & { tone?: Toast['tone'] } = {},
): void {
  if (typeof window === 'undefined') throw new Error('toasts are shown in the browser only');
  const id = next++;
  list.push({ id, text, tone: options.tone ?? 'success', action: options.action });
  // Something to act on stays longer than something to read.
  setTimeout(() => dismiss(id), options.action ? 10_000 : 5_000);
}
