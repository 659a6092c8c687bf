import { useState } from 'preact/hooks';
import type { Provider, Upload } from '../api/types';
import { abort, held } from '../api/uploads';
import { moment, percent, size } from '../format';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { linkTo } from '../state/route';
import { forget } from '../upload/memory';
import { resume, transferOf } from '../upload/queue';
import { Dialog } from './dialog';
import { Form } from './form';
import { FileChoice } from './upload-bar';

interface Props {
  uploads: Upload[];
  providers: Provider[];
  withProject?: boolean;
  changed: () => void;
}

/** Uploads that were begun and broken off: the same file takes them up again. */
export function OpenUploads({ uploads, providers, withProject, changed }: Props) {
  return (
    <ul class="open-list">
      {uploads
        .filter((it) => !transferOf(it.id))
        .map((upload) => (
          <OpenUpload
            key={upload.id}
            upload={upload}
            provider={providers.find((it) => it.id === upload.storage_provider.id)}
            withProject={withProject ?? false}
            changed={changed}
          />
        ))}
    </ul>
  );
}

interface OneProps {
  upload: Upload;
  provider: Provider | undefined;
  withProject: boolean;
  changed: () => void;
}

function OpenUpload({ upload, provider, withProject, changed }: OneProps) {
  return (
    <li class="open-upload">
      <div>
        <a href={linkTo('uploads', upload.id)}>{upload.name}</a>
        <p class="quiet-text">
          {size(upload.size)} · {t.value.startedOn(moment(upload.status.initiated_on))}
          {withProject && upload.project && ` · ${t.value.inProject(upload.project.name)}`}
          <Share upload={upload} />
        </p>
      </div>
      <TakeUp upload={upload} provider={provider} changed={changed} />
    </li>
  );
}

/** How much of it is in storage, once storage has said so. */
function Share({ upload }: { upload: Upload }) {
  const { value } = useLoad(`held/${upload.id}`, (stop) => held(upload.id, stop));
  if (!value || !upload.size) {
    return null;
  }
  const stored = upload.size - value.missing_bytes;
  return <> · {t.value.storedShare(percent(stored, upload.size))}</>;
}

/** Choose the file again, or give the upload up. */
export function TakeUp({ upload, provider, changed }: Omit<OneProps, 'withProject'>) {
  const [fault, setFault] = useState('');
  const [isAsking, setAsking] = useState(false);
  return (
    <div class="take-up">
      {provider && (
        <FileChoice
          label={t.value.chooseToGoOn}
          isOne
          take={([picked]) => {
            if (!picked) {
              return;
            }
            const { file } = picked;
            if (file.name !== upload.name || file.size !== upload.size) {
              setFault(t.value.otherName(upload.name, size(upload.size)));
              return;
            }
            setFault('');
            resume(file, upload, provider);
          }}
        />
      )}
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {t.value.giveUp}
      </button>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {isAsking && (
        <Dialog title={t.value.giveUp} onClose={() => setAsking(false)}>
          <Form
            action={t.value.giveUp}
            isDangerous
            onCancel={() => setAsking(false)}
            onSubmit={async () => {
              await abort(upload.id);
              forget(upload.id);
              setAsking(false);
              changed();
            }}
          >
            <p>{t.value.giveUpSure(upload.name)}</p>
          </Form>
        </Dialog>
      )}
    </div>
  );
}
