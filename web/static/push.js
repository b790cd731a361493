// Asks the browser whether this device may show notices, and hands its subscription to a form (about 1 KB).
// The words come with the element. The worker's scope is its own, so that it never stands before a page.

const SCOPE = '/push-notices/';

const bytes = (text) => {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
};

const policy = globalThis.trustedTypes?.createPolicy('push-worker', {
  createScriptURL(url) {
    if (url !== '/push-worker.js') throw new TypeError('not the worker');
    return url;
  },
});

class PushDevice extends HTMLElement {
  async connectedCallback() {
    const form = this.querySelector('form');
    const button = form?.querySelector('button');
    const word = this.querySelector('[role="status"]');
    if (!form || !button || !word) return;
    const { dataset } = this;
    if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
      word.textContent = dataset.wordUnable;
      return;
    }
    if (Notification.permission === 'denied') {
      word.textContent = dataset.wordDenied;
      return;
    }
    const known = await navigator.serviceWorker.getRegistration(SCOPE);
    const active = await known?.pushManager.getSubscription();
    if (active && dataset.devices !== '0') word.textContent = dataset.wordOn;
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      if (form.elements.endpoint.value !== '') return;
      event.preventDefault();
      button.disabled = true;
      word.textContent = dataset.wordAsking;
      try {
        const registration = await navigator.serviceWorker.register(
          policy?.createScriptURL('/push-worker.js') ?? '/push-worker.js',
          { scope: SCOPE },
        );
        const subscription = await registration.pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: bytes(dataset.key),
        });
        const { endpoint, keys } = subscription.toJSON();
        form.elements.endpoint.value = endpoint;
        form.elements.p256dh.value = keys.p256dh;
        form.elements.auth.value = keys.auth;
        form.elements.device.value = navigator.userAgentData?.platform || navigator.platform || '';
        form.submit();
      } catch {
        button.disabled = false;
        word.textContent = Notification.permission === 'denied' ? dataset.wordDenied : dataset.wordFailed;
      }
    });
  }
}

customElements.define('amanah-push', PushDevice);
