type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Puts back what a control held; nothing for one that holds what its page came with. */
function keeperOf(control: Control): (() => void) | undefined {
  if (control instanceof HTMLSelectElement) {
    const { selectedIndex } = control;
    // Where no option is chosen by the page, the browser shows the first.
    const first = Math.max(
      0,
      [...control.options].findIndex((option) => option.defaultSelected),
    );
    if (selectedIndex === first) return undefined;
    return () => {
      control.selectedIndex = selectedIndex;
    };
  }
  if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
    const { checked } = control;
    if (checked === control.defaultChecked) return undefined;
    return () => {
      control.checked = checked;
    };
  }
  const { value } = control;
  if (control.type === 'hidden' || control.type === 'file' || value === control.defaultValue) return undefined;
  return () => {
    control.value = value;
  };
}

/**
 * Keeps what somebody wrote or chose before the page's script had come: taking over a part of a page, Svelte sets every
 * control to what the page came with. Called before that; the answer, called after it, puts everything back and tells
 * those who listen to the controls.
 */
export function keepTypedEarly(part: Element): () => void {
  const kept = [...part.querySelectorAll<Control>('input, textarea, select')].flatMap((control) => {
    const putBack = keeperOf(control);
    return putBack === undefined ? [] : [{ control, putBack }];
  });
  return () => {
    for (const { control, putBack } of kept) {
      putBack();
      control.dispatchEvent(new Event('input', { bubbles: true }));
      control.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
}
