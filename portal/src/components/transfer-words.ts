import { duration, number, size, sizesApart } from '../format';
import { t } from '../i18n';
import { say } from '../say';
import { isSignedIn } from '../state/session';
import { isOnline } from '../upload/network';
import type { Transfer } from '../upload/transfer';
import type { Note, Trouble } from '../upload/trouble';

/** How a file is cut, in one line. */
export function planLine(transfer: Transfer): string {
  const plan = transfer.plan.value;
  if (!plan?.fits || plan.chunk_count === null || plan.chunk_size_bytes === null) {
    return size(transfer.size);
  }
  if (transfer.size === 0) {
    return t.value.planNone;
  }
  const cut = transfer.chunks.value?.cut;
  const count = cut?.count ?? plan.chunk_count;
  if (count === 1) {
    return t.value.planOne(size(transfer.size));
  }
  const chunk = size(cut?.chunkSize ?? plan.chunk_size_bytes);
  return t.value.plan(size(transfer.size), t.value.chunks(number(count), false), chunk);
}

/** What is happening to it. */
export function statusLine(transfer: Transfer): string {
  const phase = transfer.phase.value;
  const isUnderWay = phase === 'sending' || phase === 'joining' || phase === 'planning';
  if (isUnderWay && !isSignedIn.value) {
    return t.value.waitsForSignIn;
  }
  if (isUnderWay && !isOnline.value) {
    return t.value.waitsForNetwork;
  }
  if (phase !== 'sending') {
    return t.value.phases[phase];
  }
  if (transfer.chunks.value?.isStorageAway.value) {
    return t.value.waitsForStorage;
  }
  const parts = [t.value.sentOf(size(transfer.sent.value), size(transfer.size))];
  if (transfer.rate.value > 0) {
    parts.push(t.value.perSecond(size(transfer.rate.value)));
  }
  if (transfer.rate.value > 0 && transfer.secondsLeft.value !== null) {
    parts.push(t.value.timeLeft(duration(transfer.secondsLeft.value)));
  }
  return parts.join(' · ');
}

export function noteWords(note: Note): string {
  switch (note.kind) {
    case 'version':
      return t.value.becomesVersion(number(note.number));
    case 'resumed':
      return t.value.goesOn;
    case 'changed':
      return t.value.wasChanged;
  }
}

export function troubleWords(transfer: Transfer, trouble: Trouble): string {
  switch (trouble.kind) {
    case 'tooLarge': {
      const refused = t.value.troubleTooLarge(...sizesApart(transfer.size, trouble.largest));
      const { other } = trouble;
      const way = other
        ? t.value.troubleOther(other.name, size(other.file_max_size_bytes))
        : t.value.troubleNowhere;
      return `${refused} ${way}`;
    }
    case 'changed':
      return t.value.troubleChanged;
    case 'other':
      return t.value.troubleDiffers(number(trouble.number));
    case 'storage':
      return t.value.troubleStorage(trouble.reason);
    case 'joined':
      return t.value.troubleJoined(trouble.reason);
    case 'error':
      return say(trouble.error);
  }
}
