// Shows notices of the municipality on this device and opens what they are about. Keeps nothing (under 1 KB).

addEventListener('push', (event) => {
  let message;
  try {
    message = event.data.json();
  } catch {
    return;
  }
  const { title, body, language, direction, tag, path } = message;
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      lang: language,
      dir: direction,
      tag,
      renotify: true,
      icon: '/icon-192.png',
      data: { path },
    }),
  );
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  // A page of this host and no other, whatever the message says.
  const url = new URL(event.notification.data?.path ?? '/', self.location.origin);
  event.waitUntil(clients.openWindow(url.origin === self.location.origin ? url.href : '/'));
});

addEventListener('install', () => self.skipWaiting());
