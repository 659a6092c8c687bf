import { useState } from 'preact/hooks';
import { failedUploads, requeue } from '../api/admin';
import type { FailedUpload } from '../api/types';
import { WhenLoaded } from '../components/loaded';
import { Fault, Notice } from '../components/notice';
import { moment, size } from '../format';
import { t } from '../i18n';
import { useAttempt } from '../state/attempt';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';

export function FailedSection() {
  const uploads = useLoad('failed', failedUploads);
  const { fault, attempt } = useAttempt(uploads.reload);
  const [queued, setQueued] = useState('');
  const again = (it: FailedUpload) => attempt(requeue(it.id).then(() => setQueued(it.name)));
  return (
    <>
      <Fault error={fault} />
      {queued && <Notice kind="good">{t.value.requeued(queued)}</Notice>}
      <WhenLoaded of={uploads} lines={4}>
        {(found) => <List found={found} again={again} />}
      </WhenLoaded>
    </>
  );
}

function List({ found, again }: { found: FailedUpload[]; again: (it: FailedUpload) => void }) {
  if (!found.length) {
    return (
      <div class="empty">
        <h2>{t.value.noFailed}</h2>
      </div>
    );
  }
  return (
    <ul class="open-list">
      {found.map((it) => (
        <li key={it.id} class="open-upload">
          <div>
            <a href={linkTo('uploads', it.id)}>{it.name}</a>
            <p class="quiet-text">
              {size(it.size)} · {moment(it.error_on)}
            </p>
            <p class="transfer-trouble">{it.error_message}</p>
          </div>
          <button
            type="button"
            class="button"
            aria-label={`${t.value.requeue}: ${it.name}`}
            onClick={() => again(it)}
          >
            {t.value.requeue}
          </button>
        </li>
      ))}
    </ul>
  );
}
