import type { SignedRequest } from '../api/types';
import { after } from '../upload/network';
import { addressOf } from '../upload/put';

/** Between two downloads of a selection; browsers take several at once for an attack. */
const PAUSE_SECONDS = 0.4;

/** Has the browser save what each signed request leads to, under the name that storage says. */
export async function download(requests: (() => Promise<SignedRequest>)[]): Promise<void> {
  for (const [index, ask] of requests.entries()) {
    if (index > 0) {
      await after(PAUSE_SECONDS);
    }
    const link = document.createElement('a');
    link.href = addressOf(await ask());
    link.download = '';
    link.rel = 'noreferrer';
    link.click();
  }
}
