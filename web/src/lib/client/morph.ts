type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Whether somebody wrote or chose something in a control that its page did not come with. */
function isChanged(control: Control): boolean {
  if (control instanceof HTMLSelectElement) {
    const first = Math.max(
      0,
      [...control.options].findIndex((option) => option.defaultSelected),
    );
    return control.selectedIndex !== first;
  }
  if (control instanceof HTMLInputElement) {
    if (control.type === 'checkbox' || control.type === 'radio') return control.checked !== control.defaultChecked;
    if (control.type === 'hidden') return false;
    if (control.type === 'file') return control.value !== '';
  }
  return control.value !== control.defaultValue;
}

/** Whether somebody wrote or chose something within a part of the page. */
export const isWrittenIn = (part: Element): boolean =>
  [...part.querySelectorAll<Control>('input, textarea, select')].some(isChanged);

/** Looks after itself (a custom element has changed what the server drew), or is not to be touched. */
const isOwn = (node: Node): boolean =>
  node instanceof Element && (node.localName.includes('-') || node.hasAttribute('data-live-keep'));
/** Would be missed: the reader is in it, or has written in it. */
const isInUse = (node: Node): boolean =>
  node instanceof Element && (node.contains(document.activeElement) || isWrittenIn(node));

const keyOf = (node: Node): string =>
  node instanceof Element ? `${node.localName} ${node.id || node.getAttribute('data-row') || ''}` : node.nodeName;

/** What the reader may have changed is not set back: whether a part is unfolded, and what a control holds. */
const KEPT = new Set(['open', 'hidden']);

function takeAttributes(old: Element, made: Element): void {
  for (const { name } of [...old.attributes]) {
    if (!made.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of made.attributes) {
    if (old.getAttribute(name) !== value && !KEPT.has(name)) old.setAttribute(name, value);
  }
}

/**
 * Makes a part of the page say what the same part of a page read later says. Elements that are in both stay themselves,
 * so the focus, the scrolling and what somebody writes stay too.
 */
export function morph(old: Element, made: Element): void {
  if (isOwn(old) || old.isEqualNode(made)) return;
  takeAttributes(old, made);
  const left = new Set<ChildNode>(old.childNodes);
  const pairs = [...made.childNodes].map((child) => {
    const key = keyOf(child);
    const found = left.values().find((one) => keyOf(one) === key);
    if (found !== undefined) left.delete(found);
    return { child, found };
  });
  for (const gone of left) if (!isInUse(gone) && !isOwn(gone)) gone.remove();
  let at: ChildNode | null = old.firstChild;
  for (const { child, found } of pairs) {
    if (found === undefined) {
      old.insertBefore(document.importNode(child, true), at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else old.insertBefore(found, at);
    if (found instanceof Element) morph(found, child as Element);
    else if (found.nodeValue !== child.nodeValue) found.nodeValue = child.nodeValue;
  }
}
