// Listens for who wants the command palette of the office: Ctrl+K, its button, or ? where a page has no keys of its own.
// What the palette does comes only then.

const dialog = document.querySelector('#office-palette');
const toggle = async () => (await import('./palette-dialog.js')).toggle();

if (dialog) {
  document.addEventListener('keydown', (event) => {
    const letter = event.code === 'KeyK' || event.key.toLowerCase() === 'k';
    const called = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letter;
    const asked =
      (event.key === '?' || event.key === '؟') &&
      !document.querySelector('#office-keys, dialog[open]') &&
      !event.target.closest?.('input, textarea, select, [contenteditable]');
    if (!called && !asked) return;
    event.preventDefault();
    toggle();
  });
  for (const button of document.querySelectorAll('[data-palette-open]')) {
    button.hidden = false;
    button.addEventListener('click', toggle);
  }
}
