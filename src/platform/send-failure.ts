/** A message that a mail server or a gateway did not take. */
export class SendFailure extends Error {
  /** Trying again cannot help: the addressee or the message itself was refused. */
  readonly permanent: boolean;

  constructor(reason: string, permanent: boolean, options?: ErrorOptions) {
    // Servers quote addresses and whole transcripts; the log keeps one short line.
    super(reason.replace(/\s+/g, ' ').trim().slice(0, 300), options);
    this.name = 'SendFailure';
    this.permanent = permanent;
  }
}

/** The addressee is gone for good: what is kept of it, such as a device's subscription, is of no more use. */
export class RecipientGone extends SendFailure {
  constructor(reason: string) {
    super(reason, true);
    this.name = 'RecipientGone';
  }
}
