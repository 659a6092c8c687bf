import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { changeProject, deleteProject, project, folder as readFolder } from '../api/directory';
import type { Project } from '../api/types';
import { Dialog } from '../components/dialog';
import { Form } from '../components/form';
import { Menu } from '../components/menu';
import { Failed, Waiting } from '../components/notice';
import { ProjectForm } from '../components/project-form';
import { useTitle } from '../components/title';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { go, linkTo } from '../state/route';
import { FilesSection } from './files';
import { MembersSection } from './members';

interface Props {
  id: string;
  section: string;
  folderId: string | undefined;
}

export function ProjectPage({ id, section, folderId }: Props) {
  const { value, error, reload } = useLoad(`project/${id}`, () => project(id));
  useTitle(value?.name);
  if (error !== undefined) {
    return (
      <>
        <h1>{t.value.projects}</h1>
        <Failed error={error} again={reload} />
      </>
    );
  }
  if (!value) {
    return (
      <>
        <h1 class="unseen">{t.value.loading}</h1>
        <Waiting lines={6} />
      </>
    );
  }
  return (
    <>
      <Head project={value} section={section} changed={reload} />
      {section === 'files' && <Files project={value} folderId={folderId} />}
      {section === 'members' && <MembersSection project={value} />}
      {section !== 'files' && section !== 'members' && <p>{t.value.notHere}</p>}
    </>
  );
}

function Head(props: { project: Project; section: string; changed: () => void }) {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const { project, section } = props;
  const close = () => setOpen(undefined);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{project.name}</h1>
          {project.description && <p class="lead">{project.description}</p>}
        </div>
        <Menu
          label={`${t.value.actions}: ${project.name}`}
          items={[
            { label: t.value.editProject, icon: 'edit', act: () => setOpen('edit') },
            {
              label: t.value.deleteProject,
              icon: 'close',
              isDangerous: true,
              act: () => setOpen('delete'),
            },
          ]}
        />
      </div>
      <nav class="tabs" aria-label={project.name}>
        <Tab project={project} name="files" current={section}>
          {t.value.files}
        </Tab>
        <Tab project={project} name="members" current={section}>
          {t.value.members}
        </Tab>
      </nav>
      {open === 'edit' && (
        <ProjectForm
          title={t.value.editProject}
          action={t.value.save}
          name={project.name}
          description={project.description}
          onClose={close}
          onSave={async (name, description) => {
            await changeProject(project.id, name, description);
            props.changed();
            close();
          }}
        />
      )}
      {open === 'delete' && (
        <Dialog title={t.value.deleteProject} onClose={close}>
          <Form
            action={t.value.deleteProject}
            isDangerous
            onCancel={close}
            onSubmit={async () => {
              await deleteProject(project.id);
              go('projects');
            }}
          >
            <p>{t.value.deleteProjectSure(project.name)}</p>
          </Form>
        </Dialog>
      )}
    </>
  );
}

function Tab(props: {
  project: Project;
  name: string;
  current: string;
  children: ComponentChildren;
}) {
  return (
    <a
      href={linkTo('projects', props.project.id, props.name)}
      aria-current={props.name === props.current ? 'page' : undefined}
    >
      {props.children}
    </a>
  );
}

function Files({ project, folderId }: { project: Project; folderId: string | undefined }) {
  const { value, error, reload } = useLoad(`folder/${folderId ?? ''}`, () =>
    folderId ? readFolder(folderId) : Promise.resolve(null),
  );
  if (error !== undefined) {
    return <Failed error={error} again={reload} />;
  }
  if (value === undefined) {
    return <Waiting lines={6} />;
  }
  return <FilesSection key={folderId ?? ''} project={project} folder={value} />;
}
