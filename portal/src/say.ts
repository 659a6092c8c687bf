import { Refusal, Unreachable } from './api/errors';
import { t } from './i18n';

/** What went wrong, for a person: our words where we have some, else those of the service. */
export function say(error: unknown): string {
  if (error instanceof Unreachable) {
    return t.value.unreachable;
  }
  if (error instanceof Refusal) {
    return t.value.refusals[error.code] ?? t.value.failedWith(error.message);
  }
  return t.value.failedWith(error instanceof Error ? error.message : String(error));
}
