/** Seals texts under the installation's secret, so that a copy of the database opens nothing. */
export interface Sealer {
  sealText(tenantId: number, purpose: string, text: string): string;
  /** Undefined for what was sealed for something else or was changed. */
  openText(tenantId: number, purpose: string, sealed: string): string | undefined;
}
