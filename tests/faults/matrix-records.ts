/** Everything an operation may name, of one person's case. */
export interface Records {
  readonly caseId: string;
  readonly number: string;
  /** Undefined where whoever asks was never told. */
  readonly code: string | undefined;
  readonly photoId: string;
  readonly partyId: string;
  readonly employeeId: string;
  readonly bodyId: string;
  /** A report everybody may see. */
  readonly publicNumber: string;
  /** A case merged into this one, where there is one. */
  readonly mergedId: string;
  /** What the person asked about their data: still open, and a copy that can be fetched. */
  readonly requestId: string;
  readonly copyId: string;
  /** Keeps the case's data beyond its term. */
  readonly holdId: string;
  readonly sessionId: string;
  readonly mandateId: string;
  readonly credentialId: string;
  readonly grantId: string;
  readonly keyId: string;
  readonly messageId: string;
  readonly deliveryId: string;
  readonly areaId: string;
  readonly entryId: string;
  readonly letterId: number;
  /** A call at the desk that goes on, and who calls. */
  readonly callId: string;
  readonly callerId: string;
  readonly webhookId: string;
  readonly webhookMessageId: string;
  /** An application for a service that was sent, and one that could be. */
  readonly applicationId: string;
  readonly draftId: string;
}

/** Texts planted in one person's case, each by the class of who may read it. */
export interface Canaries {
  /** What the reporter wrote, of a report that is not public. */
  readonly description: string;
  readonly contactName: string;
  readonly contactMobile: string;
  readonly contactEmail: string;
  /** A note for the office alone. */
  readonly note: string;
  /** Of the account, not of the report. */
  readonly partyName: string;
  readonly partyMobile: string;
  readonly partyEmail: string;
}

/** Whose case: two residents' and an establishment's in one tenant, one in the other tenant. */
export type Owner = 'first' | 'second' | 'body' | 'foreign';
export type Which = 'own' | 'other' | 'foreign' | 'missing';

/** What is planted in an owner's case; `n` tells the telephone numbers apart. */
export const canariesOf = (owner: Owner, n: number): Canaries => ({
  description: `kanariwasf${owner}`,
  contactName: `kanariism${owner}`,
  contactMobile: `5512340${n}1`,
  contactEmail: `kanaribarid${owner}@example.com`,
  note: `kanarimulahaza${owner}`,
  partyName: `kanarisahib${owner}`,
  partyMobile: `5512340${n}2`,
  partyEmail: `kanarihisab${owner}@example.com`,
});
