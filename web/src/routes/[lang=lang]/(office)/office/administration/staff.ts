import type { Text } from '#kernel/text.ts';

/** An employee with roles and teams, as the operation answers. */
export interface StaffMember {
  readonly id: string;
  readonly name: Text;
  readonly status: 'active' | 'suspended' | 'erased';
  readonly sample: boolean;
  readonly roles: readonly {
    readonly grantId: string;
    readonly role: string;
    readonly municipalityId: string | null;
    readonly validUntil: string | null;
  }[];
  readonly teams: readonly string[];
  readonly hasSecondFactor: boolean;
}

/** Everybody on the staff of the tenant. */
export async function staffOfTenant(locals: App.Locals): Promise<StaffMember[]> {
  const found: StaffMember[] = [];
  let after: string | undefined;
  do {
    const page: { staff: StaffMember[]; next: string | null } = await locals.call('identity.list-staff', {
      limit: 200,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.staff);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}
