import { useState } from 'preact/hooks';
import { changeProject, deleteProject, project as readProject } from '../api/directory';
import type { Project } from '../api/types';
import { Dialog } from '../components/dialog';
import { Form } from '../components/form';
import { PageWhenLoaded } from '../components/loaded';
import { Menu } from '../components/menu';
import { ProjectForm } from '../components/project-form';
import { Tabs } from '../components/tabs';
import { useTitle } from '../components/title';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { go, linkTo } from '../state/route';
import { DeletedSection } from './deleted';
import { FilesSection } from './files';
import { MembersSection } from './members';

const SECTIONS = new Set(['files', 'members', 'deleted']);

interface Props {
  id: string;
  section: string;
  folderId: string | undefined;
}

export function ProjectPage({ id, section, folderId }: Props) {
  const found = useLoad(`project/${id}`, () => readProject(id));
  useTitle(found.value?.name);
  return (
    <PageWhenLoaded of={found} title={t.value.projects} lines={6}>
      {(project) => (
        <>
          <Head project={project} section={section} changed={found.reload} />
          {section === 'files' && <FilesSection project={project} folderId={folderId} />}
          {section === 'members' && <MembersSection project={project} />}
          {section === 'deleted' && <DeletedSection project={project} />}
          {!SECTIONS.has(section) && <p>{t.value.notHere}</p>}
        </>
      )}
    </PageWhenLoaded>
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
      <Tabs
        label={project.name}
        current={section}
        tabs={[
          { name: 'files', label: t.value.files, href: linkTo('projects', project.id, 'files') },
          {
            name: 'members',
            label: t.value.members,
            href: linkTo('projects', project.id, 'members'),
          },
          {
            name: 'deleted',
            label: t.value.deleted,
            href: linkTo('projects', project.id, 'deleted'),
          },
        ]}
      />
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
