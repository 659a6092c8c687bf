import { providers } from '../api/storage';
import type { Provider, Upload } from '../api/types';
import { ownOfAll } from '../api/uploads';
import { WhenLoaded } from '../components/loaded';
import { OpenUploads } from '../components/open-uploads';
import { useTitle } from '../components/title';
import { TransferRow } from '../components/transfer-row';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { transfers } from '../upload/queue';

export function UploadsPage() {
  const open = useLoad('uploads', read, transfers.value);
  useTitle(t.value.uploads);
  const here = transfers.value;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{t.value.uploads}</h1>
          <p class="lead">{t.value.uploadsLead}</p>
        </div>
      </div>
      {here.length > 0 && (
        <section class="block">
          <h2>{t.value.thisTab}</h2>
          <ul class="transfer-list">
            {here.slice(0, 200).map((it) => (
              <TransferRow key={it.id} transfer={it} />
            ))}
          </ul>
        </section>
      )}
      <section class="block">
        <h2>{t.value.openUploads}</h2>
        <WhenLoaded of={open} lines={3}>
          {(found) => <Open found={found} changed={open.reload} />}
        </WhenLoaded>
      </section>
    </>
  );
}

interface Found {
  uploads: Upload[];
  providers: Provider[];
}

function Open({ found, changed }: { found: Found; changed: () => void }) {
  if (!found.uploads.length) {
    return (
      <div class="empty">
        <h3>{t.value.noOpenUploads}</h3>
        <p>{t.value.noOpenUploadsHelp}</p>
      </div>
    );
  }
  return (
    <>
      <p class="quiet-text">{t.value.openUploadsHelp}</p>
      <OpenUploads
        uploads={found.uploads}
        providers={found.providers}
        changed={changed}
        withProject
      />
    </>
  );
}

async function read(stop: AbortSignal): Promise<Found> {
  const [uploads, known] = await Promise.all([ownOfAll('open', stop), providers()]);
  return { uploads, providers: known };
}
