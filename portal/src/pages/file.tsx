import { useState } from 'preact/hooks';
import {
  deleteVersion,
  downloadOf,
  downloadOfVersion,
  labelVersion,
  makeCurrent,
  file as readFile,
  versions as readVersions,
} from '../api/directory';
import type { File, FileVersion } from '../api/types';
import { Dialog } from '../components/dialog';
import { Remove, Rename } from '../components/entry-dialogs';
import { Field, Form } from '../components/form';
import { Icon } from '../components/icon';
import { PageWhenLoaded } from '../components/loaded';
import { Menu, type MenuItem } from '../components/menu';
import { Fault } from '../components/notice';
import { Path } from '../components/path';
import { useTitle } from '../components/title';
import { moment, number, size } from '../format';
import { t } from '../i18n';
import { type Attempt, useAttempt } from '../state/attempt';
import { download } from '../state/download';
import { changes, directoryChanged } from '../state/entries';
import { useLoad } from '../state/load';
import { go, linkTo } from '../state/route';

export function FilePage({ id }: { id: string }) {
  const read = async () => {
    const [file, versions] = await Promise.all([readFile(id), readVersions(id)]);
    return { file, versions };
  };
  const found = useLoad(`file/${id}`, read, changes.value);
  useTitle(found.value?.file.name);
  return (
    <PageWhenLoaded of={found} title={t.value.fileKind} lines={5}>
      {({ file, versions }) => <Shown file={file} versions={versions} />}
    </PageWhenLoaded>
  );
}

function Shown({ file, versions }: { file: File; versions: FileVersion[] }) {
  const [open, setOpen] = useState<'rename' | 'remove'>();
  const { fault, attempt } = useAttempt();
  const close = () => setOpen(undefined);
  const upload = file.current_version.upload;
  return (
    <>
      <Path project={file.project} ancestors={file.ancestors} />
      <div class="page-head">
        <div>
          <h1>{file.name}</h1>
          <p class="lead">{size(upload.size)}</p>
        </div>
        <div class="bar">
          <button
            type="button"
            class="button primary"
            onClick={() => attempt(download([() => downloadOf(file.id)]))}
          >
            <Icon name="download" />
            {t.value.download}
          </button>
          <Menu
            label={`${t.value.actions}: ${file.name}`}
            items={[
              { label: t.value.rename, icon: 'edit', act: () => setOpen('rename') },
              {
                label: t.value.delete,
                icon: 'close',
                isDangerous: true,
                act: () => setOpen('remove'),
              },
            ]}
          />
        </div>
      </div>
      <Fault error={fault} />
      <section class="block">
        <h2>{t.value.versions}</h2>
        <p class="quiet-text">{t.value.versionsHelp}</p>
        <ul class="open-list">
          {versions.map((version) => (
            <Version
              key={version.id}
              version={version}
              isCurrent={version.id === file.current_version.id}
              attempt={attempt}
            />
          ))}
        </ul>
      </section>
      <dl class="facts">
        <div>
          <dt>{t.value.storage}</dt>
          <dd>{upload.storage_provider.name}</dd>
        </div>
        {upload.hashes.map((it) => (
          <div key={it.algorithm}>
            <dt>{it.algorithm.toUpperCase()}</dt>
            <dd>
              <code>{it.value}</code>
            </dd>
          </div>
        ))}
        <div>
          <dt>{t.value.upload}</dt>
          <dd>
            <a href={linkTo('uploads', upload.id)}>{t.value.chunkMap}</a>
          </dd>
        </div>
      </dl>
      {open === 'rename' && <Rename entry={file} onClose={close} />}
      {open === 'remove' && (
        <Remove entries={[file]} onClose={close} onDone={() => go('projects', file.project.id)} />
      )}
    </>
  );
}

interface VersionProps {
  version: FileVersion;
  isCurrent: boolean;
  attempt: Attempt['attempt'];
}

function Version({ version, isCurrent, attempt }: VersionProps) {
  const [isLabelling, setLabelling] = useState(false);
  const title = t.value.version(number(version.version));
  const items: MenuItem[] = [
    {
      label: t.value.download,
      icon: 'download',
      act: () => attempt(download([() => downloadOfVersion(version.id)])),
    },
    { label: t.value.label, icon: 'edit', act: () => setLabelling(true) },
  ];
  if (!isCurrent) {
    items.push(
      {
        label: t.value.restore,
        icon: 'retry',
        act: () => attempt(makeCurrent(version.id).then(directoryChanged)),
      },
      {
        label: t.value.delete,
        icon: 'close',
        isDangerous: true,
        act: () => attempt(deleteVersion(version.id).then(directoryChanged)),
      },
    );
  }
  return (
    <li class="open-upload">
      <div>
        <strong>{title}</strong> {isCurrent && <span class="badge">{t.value.current}</span>}{' '}
        {version.label && <span>{version.label}</span>}
        <p class="quiet-text">
          {size(version.upload.size)} · {moment(version.audit.created_on)} ·{' '}
          {version.audit.created_by?.full_name}
        </p>
      </div>
      <Menu label={`${t.value.actions}: ${title}`} items={items} />
      {isLabelling && <Label version={version} onClose={() => setLabelling(false)} />}
    </li>
  );
}

function Label({ version, onClose }: { version: FileVersion; onClose: () => void }) {
  const [label, setLabel] = useState(version.label ?? '');
  return (
    <Dialog title={t.value.version(number(version.version))} onClose={onClose}>
      <Form
        action={t.value.save}
        onCancel={onClose}
        onSubmit={async () => {
          await labelVersion(version.id, label.trim() || null);
          directoryChanged();
          onClose();
        }}
      >
        <Field label={t.value.label} help={t.value.labelHelp} value={label} onValue={setLabel} />
      </Form>
    </Dialog>
  );
}
