/** Seals short secrets under the installation's master key, for one tenant and one purpose. */
export interface Sealer {
  sealText(tenantId: number, purpose: string, text: string): string;
  /** Undefined when it was sealed by another installation or for another purpose. */
  openText(tenantId: number, purpose: string, sealed: string): string | undefined;
}
