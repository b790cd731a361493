// Finds the number a challenge asks for, in a worker, and sends the form (about 1 KB; ALTCHA, version 1).

class Proof extends HTMLElement {
  connectedCallback() {
    const form = this.closest('form');
    const field = this.querySelector('[name="proof"]');
    const word = this.querySelector('[role="status"]');
    const send = form?.querySelector('button[data-proved], button[name="go"][value="next"]');
    const declared = form?.elements.namedItem('declared');
    if (!form || !field || !send || !('Worker' in window) || !crypto.subtle) return;
    const challenge = JSON.parse(this.dataset.challenge);
    const words = word.textContent;
    word.textContent = `${this.dataset.wordWorking} ${this.dataset.wordText}`;
    const worker = new Worker(address('/proof-worker.js'), { type: 'module' });
    const give = () => {
      worker.terminate();
      word.textContent = words;
    };
    worker.onerror = give;
    worker.onmessage = ({ data: number }) => {
      if (number === null) return give();
      worker.terminate();
      const { algorithm, salt, signature } = challenge;
      field.value = btoa(JSON.stringify({ algorithm, challenge: challenge.challenge, number, salt, signature }));
      if (!declared || declared.checked) form.requestSubmit(send);
      else word.textContent = '';
    };
    worker.postMessage(challenge);
  }
}

const policy = globalThis.trustedTypes?.createPolicy('proof-worker', {
  createScriptURL(url) {
    if (url !== '/proof-worker.js') throw new TypeError('not the worker');
    return url;
  },
});
const address = (url) => policy?.createScriptURL(url) ?? url;

customElements.define('amanah-proof', Proof);
