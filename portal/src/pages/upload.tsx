import { useEffect, useState } from 'preact/hooks';
import { providers } from '../api/storage';
import type { HeldChunk, Plan, Provider, Upload } from '../api/types';
import { held, upload as readUpload } from '../api/uploads';
import { ChunkMap } from '../components/chunk-map';
import { PageWhenLoaded } from '../components/loaded';
import { type MapState, statesHere, statesOf } from '../components/map-states';
import { Notice } from '../components/notice';
import { TakeUp } from '../components/open-uploads';
import { useTitle } from '../components/title';
import { TransferRow } from '../components/transfer-row';
import { moment, size } from '../format';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';
import { cutOf } from '../upload/cut';
import { planFor } from '../upload/plans';
import { transferOf } from '../upload/queue';

/** How often an upload that somebody else sends is looked at; seconds. */
const LOOK_AGAIN = 3;

interface Seen {
  upload: Upload;
  held: HeldChunk[];
}

export function UploadPage({ id }: { id: string }) {
  const phase = transferOf(id)?.phase.value;
  const { value, error, reload } = useLoad(`upload/${id}`, (stop) => read(id, stop), phase);
  const known = useLoad('providers', providers);
  const isLive = value?.upload.state === 'open' || value?.upload.state === 'assembling';
  useTitle(value?.upload.name);
  useEffect(() => {
    if (!isLive) {
      return;
    }
    const clock = setInterval(() => document.hidden || reload(), LOOK_AGAIN * 1000);
    return () => clearInterval(clock);
  }, [isLive, reload]);
  // Whoever only looks again by itself says nothing of a look that failed.
  const found = { value, error: value ? undefined : error, reload };
  const provider = known.value?.find((it) => it.id === value?.upload.storage_provider.id);
  return (
    <PageWhenLoaded of={found} title={t.value.upload} lines={5}>
      {(seen) => <Shown seen={seen} provider={provider} changed={reload} />}
    </PageWhenLoaded>
  );
}

interface Props {
  seen: Seen;
  /** Undefined until it is known. */
  provider: Provider | undefined;
  changed: () => void;
}

function Shown({ seen, provider, changed }: Props) {
  const { upload } = seen;
  const transfer = transferOf(upload.id);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{upload.name}</h1>
          <p class="lead">{size(upload.size)}</p>
        </div>
        <StateBadge upload={upload} />
      </div>
      {upload.status.error_message && <Notice kind="bad">{upload.status.error_message}</Notice>}
      {transfer && !transfer.hasEnded.value && (
        <ul class="transfer-list">
          <TransferRow transfer={transfer} />
        </ul>
      )}
      {!transfer && upload.state === 'open' && (
        <section class="block">
          <h2>{t.value.chooseToGoOnFor(upload.name)}</h2>
          <p class="quiet-text">{t.value.openUploadsHelp}</p>
          <TakeUp upload={upload} provider={provider} changed={changed} />
        </section>
      )}
      <section class="card wide">
        <h2>{t.value.chunkMap}</h2>
        <ChunksOf seen={seen} provider={provider} />
      </section>
      <Facts upload={upload} />
    </>
  );
}

function ChunksOf({ seen, provider }: Omit<Props, 'changed'>) {
  const { upload } = seen;
  const isOpen = upload.state === 'open';
  const { value: planned } = useLoad(`plan/${isOpen && provider?.id}/${upload.size}`, (stop) =>
    isOpen && provider ? planFor(provider, upload.size, stop) : Promise.resolve(null),
  );
  const transfer = transferOf(upload.id);
  const chunks = transfer?.chunks.value;
  const moved = chunks?.changed.value;
  const [states, setStates] = useState<MapState[]>([]);
  useEffect(() => {
    const known = statesOf(upload, seen.held, countOf(seen, planned));
    setStates(chunks && !transfer?.hasEnded.value ? statesHere(chunks, known) : known);
  }, [seen, planned, chunks, moved, transfer]);
  return <ChunkMap states={states} />;
}

/** How many chunks there will be: as those that are there were cut, else as is planned. */
function countOf({ upload, held: found }: Seen, planned: Plan | null | undefined): number {
  if (upload.state !== 'open') {
    return found.length;
  }
  return cutOf(upload.size, found, planned?.chunk_size_bytes ?? 0)?.count ?? 0;
}

function StateBadge({ upload }: { upload: Upload }) {
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
  const upload = await readUpload(id, stop);
  return { upload, held: upload.chunks ? (await held(id, stop)).results : [] };
}
