import { useEffect, useState } from 'preact/hooks';
import { plan, providers } from '../api/storage';
import type { HeldChunks, Plan, Provider, Upload } from '../api/types';
import { held, upload as readUpload } from '../api/uploads';
import { ChunkMap } from '../components/chunk-map';
import { type MapState, statesHere, statesOf } from '../components/map-states';
import { Failed, Notice, Waiting } from '../components/notice';
import { TakeUp } from '../components/open-uploads';
import { useTitle } from '../components/title';
import { TransferRow } from '../components/transfer-row';
import { moment, size } from '../format';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';
import { cutOf } from '../upload/cut';
import { transfers } from '../upload/queue';

/** How often an upload that somebody else sends is looked at; seconds. */
const LOOK_AGAIN = 3;

interface Seen {
  upload: Upload;
  held: HeldChunks;
  provider: Provider | undefined;
  plan: Plan | null;
}

export function UploadPage({ id }: { id: string }) {
  const { value, error, reload } = useLoad(`upload/${id}`, (stop) => read(id, stop));
  const [last, setLast] = useState<Seen>();
  useEffect(() => {
    if (value) {
      setLast(value);
    }
  }, [value]);
  const seen = value ?? last;
  useTitle(seen?.upload.name);
  const transfer = transfers.value.find((it) => it.uploadId.value === id);
  const isLive = seen?.upload.state === 'open' || seen?.upload.state === 'assembling';
  const phase = transfer?.phase.value;
  useEffect(reload, [phase, reload]);
  useEffect(() => {
    if (!isLive) {
      return;
    }
    const clock = setInterval(() => document.hidden || reload(), LOOK_AGAIN * 1000);
    return () => clearInterval(clock);
  }, [isLive, reload]);

  if (error !== undefined && !seen) {
    return (
      <>
        <h1>{t.value.upload}</h1>
        <Failed error={error} again={reload} />
      </>
    );
  }
  if (!seen) {
    return (
      <>
        <h1 class="unseen">{t.value.loading}</h1>
        <Waiting lines={5} />
      </>
    );
  }
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{seen.upload.name}</h1>
          <p class="lead">{size(seen.upload.size)}</p>
        </div>
        <StateBadge upload={seen.upload} />
      </div>
      {seen.upload.status.error_message && (
        <Notice kind="bad">{seen.upload.status.error_message}</Notice>
      )}
      {transfer && !transfer.hasEnded.value && (
        <ul class="transfer-list">
          <TransferRow transfer={transfer} />
        </ul>
      )}
      {!transfer && seen.upload.state === 'open' && (
        <section class="block">
          <h2>{t.value.chooseToGoOnFor(seen.upload.name)}</h2>
          <p class="quiet-text">{t.value.openUploadsHelp}</p>
          <TakeUp upload={seen.upload} provider={seen.provider} changed={reload} />
        </section>
      )}
      <section class="card wide">
        <h2>{t.value.chunkMap}</h2>
        <ChunksOf seen={seen} />
      </section>
      <Facts upload={seen.upload} />
    </>
  );
}

function ChunksOf({ seen }: { seen: Seen }) {
  const transfer = transfers.value.find((it) => it.uploadId.value === seen.upload.id);
  const chunks = transfer?.chunks.value;
  const moved = chunks?.changed.value;
  const [states, setStates] = useState<MapState[]>([]);
  useEffect(() => {
    const known = statesOf(seen.upload, seen.held.results, countOf(seen));
    setStates(chunks && !transfer?.hasEnded.value ? statesHere(chunks, known) : known);
  }, [seen, chunks, moved, transfer]);
  return <ChunkMap states={states} />;
}

/** How many chunks there will be: as those that are there were cut, else as was planned. */
function countOf({ upload, held: found, plan: planned }: Seen): number {
  if (upload.state !== 'open') {
    return found.results.length;
  }
  const cut = cutOf(upload.size, found.results, planned?.chunk_size_bytes ?? 0);
  return cut?.count ?? 0;
}

export function StateBadge({ upload }: { upload: Upload }) {
  const kinds: Record<string, string> = { complete: '', open: 'plain', assembling: 'plain' };
  return (
    <span class={`badge ${kinds[upload.state] ?? 'bad'}`}>
      {t.value.uploadStates[upload.state]}
    </span>
  );
}

function Facts({ upload }: { upload: Upload }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t.value.storage}</dt>
        <dd>{upload.storage_provider.name}</dd>
      </div>
      {upload.project && (
        <div>
          <dt>{t.value.project}</dt>
          <dd>
            <a href={linkTo('projects', upload.project.id)}>{upload.project.name}</a>
          </dd>
        </div>
      )}
      <div>
        <dt>{t.value.begun}</dt>
        <dd>{moment(upload.status.initiated_on)}</dd>
      </div>
      <div>
        <dt>{t.value.by}</dt>
        <dd>{upload.audit.created_by?.full_name}</dd>
      </div>
    </dl>
  );
}

async function read(id: string, stop: AbortSignal): Promise<Seen> {
  const found = await readUpload(id);
  const [chunks, known] = await Promise.all([
    found.chunks ? held(id, stop) : { results: [], missing: [], missing_bytes: 0 },
    providers(),
  ]);
  const provider = known.find((it) => it.id === found.storage_provider.id);
  const isOpen = found.state === 'open';
  const planned = provider && isOpen ? await plan(provider.id, found.size, stop) : null;
  return { upload: found, held: chunks, provider, plan: planned };
}
