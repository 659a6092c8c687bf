import { useId } from 'preact/hooks';
import { t } from '../i18n';
import { linkTo } from '../state/route';
import { go, useProvider } from '../upload/queue';
import type { Transfer } from '../upload/transfer';
import { Icon } from './icon';
import { Ruler } from './ruler';
import { noteWords, planLine, statusLine, troubleWords } from './transfer-words';

/** One file on its way: its plan, how far it is, and what can be done about it. */
export function TransferRow({ transfer }: { transfer: Transfer }) {
  const id = useId();
  const phase = transfer.phase.value;
  const trouble = transfer.trouble.value;
  const uploadId = transfer.uploadId.value;
  const place = [...transfer.path, transfer.name].join('/');
  const isOver = phase === 'refused' || phase === 'cancelled';
  return (
    <li class={`transfer ${phase}`} aria-labelledby={id}>
      <div class="transfer-head">
        <span id={id} class="transfer-name" title={place}>
          {uploadId && phase !== 'cancelled' ? (
            <a href={linkTo('uploads', uploadId)}>{transfer.name}</a>
          ) : (
            transfer.name
          )}
        </span>
        <Buttons transfer={transfer} labelled={id} />
      </div>
      <p class="quiet-text transfer-plan">{planLine(transfer)}</p>
      {(phase === 'planning' || phase === 'queued' || phase === 'refused') && (
        <Ruler provider={transfer.batch.provider} size={transfer.size} isSmall />
      )}
      {!isOver && phase !== 'planning' && phase !== 'queued' && (
        <progress
          class="progress"
          aria-labelledby={id}
          max={Math.max(1, transfer.size)}
          value={phase === 'done' ? Math.max(1, transfer.size) : transfer.sent.value}
        />
      )}
      <p class="transfer-status">
        {phase === 'done' && <Icon name="check" />}
        <span>{statusLine(transfer)}</span>
      </p>
      {transfer.notes.value.map((note) => (
        <p key={note.kind} class="quiet-text">
          {noteWords(note)}
        </p>
      ))}
      {trouble && (
        <p class="transfer-trouble" role="alert">
          {troubleWords(transfer, trouble)}
        </p>
      )}
    </li>
  );
}

function Buttons({ transfer, labelled }: { transfer: Transfer; labelled: string }) {
  const phase = transfer.phase.value;
  const trouble = transfer.trouble.value;
  const other = trouble?.kind === 'tooLarge' ? trouble.other : null;
  const canEnd = !['done', 'cancelled', 'joining'].includes(phase);
  return (
    <span class="transfer-buttons">
      {(phase === 'sending' || phase === 'queued') && (
        <Small label={t.value.pause} about={labelled} act={() => transfer.pause()} />
      )}
      {phase === 'paused' && (
        <Small label={t.value.resume} about={labelled} act={() => go(transfer)} />
      )}
      {phase === 'failed' && (
        <Small label={t.value.retry} about={labelled} act={() => go(transfer)} />
      )}
      {other && (
        <Small
          label={t.value.useOther(other.name)}
          about={labelled}
          act={() => useProvider(transfer, other)}
        />
      )}
      {canEnd && <Small label={t.value.cancel} about={labelled} act={() => transfer.cancel()} />}
    </span>
  );
}

function Small({ label, about, act }: { label: string; about: string; act: () => void }) {
  return (
    <button type="button" class="button small" aria-describedby={about} onClick={act}>
      {label}
    </button>
  );
}
