import { useState } from 'preact/hooks';
import { failedUploads, requeue } from '../api/admin';
import { Failed, Notice, Waiting } from '../components/notice';
import { moment, size } from '../format';
import { t } from '../i18n';
import { say } from '../say';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';

export function FailedSection() {
  const { value, error, reload } = useLoad('failed', failedUploads);
  const [fault, setFault] = useState<unknown>();
  const [queued, setQueued] = useState('');
  if (error !== undefined) {
    return <Failed error={error} again={reload} />;
  }
  if (!value) {
    return <Waiting lines={4} />;
  }
  return (
    <>
      {fault !== undefined && <Notice kind="bad">{say(fault)}</Notice>}
      {queued && <Notice kind="good">{t.value.requeued(queued)}</Notice>}
      {!value.length && (
        <div class="empty">
          <h2>{t.value.noFailed}</h2>
        </div>
      )}
      <ul class="open-list">
        {value.map((it) => (
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
              onClick={() =>
                requeue(it.id).then(() => {
                  setQueued(it.name);
                  reload();
                }, setFault)
              }
            >
              {t.value.requeue}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
