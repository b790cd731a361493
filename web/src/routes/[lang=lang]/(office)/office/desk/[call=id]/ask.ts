/** Asks an operation from the page; undefined when there is no answer, which the form makes good when it is sent. */
export async function ask<T>(method: 'GET' | 'POST' | 'PUT', path: string, input: object): Promise<T | undefined> {
  const asking = method === 'GET';
  const query = asking ? `?${new URLSearchParams(input as Record<string, string>)}` : '';
  try {
    const response = await fetch(`/api/v1${path}${query}`, {
      method,
      ...(asking
        ? {}
        : {
            headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
            body: JSON.stringify(input),
            // So that the last words are kept when the tab is closed.
            keepalive: method === 'PUT',
          }),
    });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
