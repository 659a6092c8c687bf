import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { duration, number, size } from '../format';
import { t } from '../i18n';
import { route } from '../state/route';
import { clearEnded, isBusy, pauseAll, resumeAll, totals, transfers } from '../upload/queue';
import { Icon } from './icon';
import { TransferRow } from './transfer-row';

/** So many rows are drawn; the others are counted, and come up as those end. */
const SHOWN = 60;

const isTrayOpen = signal(true);

/** All files of this tab, at the edge of every page; pages of uploads have the list themselves. */
export function Tray() {
  if (!transfers.value.length) {
    return null;
  }
  const isElsewhere = route.value[0] === 'uploads';
  return (
    <aside class="tray" aria-label={t.value.tray}>
      <Head isFixed={isElsewhere} />
      {isTrayOpen.value && !isElsewhere && <List />}
      <Told />
    </aside>
  );
}

function Head({ isFixed }: { isFixed: boolean }) {
  const it = totals.value;
  const line = [t.value.ofFiles(number(it.done), number(it.files))];
  if (isBusy.value && it.rate > 0) {
    line.push(t.value.perSecond(size(it.rate)));
    if (it.secondsLeft !== null) {
      line.push(t.value.timeLeft(duration(it.secondsLeft)));
    }
  }
  return (
    <div class="tray-head">
      <div class="tray-sum">
        <strong>{t.value.sentOf(size(it.sent), size(it.bytes))}</strong>
        <span>
          {line.join(' · ')}
          {it.failed > 0 && (
            <span class="badge bad tray-failed">{t.value.someFailed(number(it.failed))}</span>
          )}
        </span>
      </div>
      <div class="tray-buttons">
        {it.files - it.ended > 1 && it.paused === 0 && (
          <button type="button" class="button small" onClick={pauseAll}>
            {t.value.pauseAll}
          </button>
        )}
        {it.paused > 1 && (
          <button type="button" class="button small" onClick={resumeAll}>
            {t.value.resumeAll}
          </button>
        )}
        {it.ended > 0 && (
          <button type="button" class="button small" onClick={clearEnded}>
            {t.value.clearEnded}
          </button>
        )}
        {!isFixed && <Fold />}
      </div>
      <progress
        class="progress whole"
        aria-label={t.value.tray}
        max={Math.max(1, it.bytes)}
        value={it.bytes ? it.sent : it.done}
      />
    </div>
  );
}

function Fold() {
  const isOpen = isTrayOpen.value;
  return (
    <button
      type="button"
      class="button quiet square"
      aria-expanded={isOpen}
      aria-label={isOpen ? t.value.trayClose : t.value.trayOpen}
      onClick={() => {
        isTrayOpen.value = !isOpen;
      }}
    >
      <Icon name={isOpen ? 'down' : 'up'} />
    </button>
  );
}

/** In the order in which they came; of very many, those that have ended well are left out first. */
function List() {
  const all = transfers.value;
  const isMany = totals.value.files > SHOWN;
  const shown = (isMany ? all.filter((it) => it.phase.peek() !== 'done') : all).slice(0, SHOWN);
  return (
    <ul class="tray-list">
      {shown.map((transfer) => (
        <TransferRow key={transfer.id} transfer={transfer} />
      ))}
    </ul>
  );
}

/** Says to who cannot see it when everything has arrived, and not each step. */
function Told() {
  const [text, setText] = useState('');
  const { done, ended, files } = totals.value;
  const isWhole = files > 0 && ended === files;
  useEffect(() => {
    setText(isWhole && done > 0 ? t.value.filesDone(number(done), done === 1) : '');
  }, [isWhole, done]);
  return (
    <p class="unseen" role="status">
      {text}
    </p>
  );
}
