// The state of sending, in words: nothing is kept on the device, so an action is sent or it is not (under 1 KB).

const pill = document.querySelector('[data-sync]');
/** Holds the words of each state; seen itself while there is no connection. */
const notice = document.querySelector('[data-offline]');

function say(state) {
  if (!pill || !notice) return;
  pill.textContent = notice.dataset[state];
  const holder = pill.closest('[data-tone]');
  if (holder) holder.dataset.tone = { online: 'sent', sending: 'waiting', offline: 'trouble' }[state];
  notice.hidden = state !== 'offline';
}

const look = () => say(navigator.onLine ? 'online' : 'offline');
addEventListener('online', look);
addEventListener('offline', look);
addEventListener('pageshow', look);
document.addEventListener('submit', () => navigator.onLine && say('sending'));
look();
