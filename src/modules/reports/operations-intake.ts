import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { contactOf, fileReport } from './operations-filing.ts';
import { ReportReceipt, SubmitReport } from './operations-input.ts';
import { receivedFrom } from './operations-received.ts';
import { countryCodeOf, type ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { getCategory } from './rules.ts';

export function intakeOperations(parts: ReportParts): Operation[] {
  const { territory, catalogues } = parts;
  return [
    operation({
      name: 'reports.submit',
      summary: { ar: 'رفع بلاغ', en: 'Make a report' },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports' },
      rate: 'write',
      input: SubmitReport,
      output: ReportReceipt,
      // Attaching photos writes; all else of a report is collected.
      together: ({ photos, source }) => photos.length === 0 && source === undefined,
      run: (tx, input, context) => fileReport(parts, tx, context, input),
    }),
    operation({
      name: 'reports.check-submission',
      summary: { ar: 'فحص بلاغ دون حفظه', en: 'Check a report without keeping it' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'POST', path: '/reports-check' },
      rate: 'write',
      input: SubmitReport,
      output: ReportReceipt.pick({ number: true, emergencyNotice: true }).extend({ trackingCode: z.null() }),
      async run(tx, input, context) {
        const { tenant } = context;
        const catalogue = await catalogues.of(tx, tenant);
        const category = getCategory(catalogue, input.category);
        await receivedFrom(tx, context, input);
        contactOf(input.contact, countryCodeOf(tenant));
        if (input.location !== null) await territory.locateOrRefuse(tx, tenant, input.location);
        else if (category.needsPlace) throw reportProblems['place-needed']();
        return { number: 'TEST', emergencyNotice: category.emergencyNotice, trackingCode: null };
      },
    }),
  ];
}
