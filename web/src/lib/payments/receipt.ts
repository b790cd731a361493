import QRCode from 'qrcode';
import type { ReceiptView } from '#modules/payments/api.ts';

/** A receipt with its code as a picture. */
export async function receiptShown(locals: App.Locals, number: string) {
  const receipt = await locals.call<ReceiptView>('payments.get-receipt', { number });
  const svg = receipt.qr && (await QRCode.toString(receipt.qr, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' }));
  return { receipt, picture: svg ? `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` : null };
}
