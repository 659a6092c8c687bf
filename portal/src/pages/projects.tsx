import { useState } from 'preact/hooks';
import { createProject, projects } from '../api/directory';
import { RequestKeys } from '../api/request-key';
import type { Project } from '../api/types';
import { Icon } from '../components/icon';
import { WhenLoaded } from '../components/loaded';
import { ProjectForm } from '../components/project-form';
import { useTitle } from '../components/title';
import { moment } from '../format';
import { t } from '../i18n';
import { useLoad } from '../state/load';
import { go, linkTo } from '../state/route';

/** So many projects are found by looking; more have a field to find them. */
const MANY = 8;

export function ProjectsPage() {
  const all = useLoad('projects', projects);
  const [making, setMaking] = useState<RequestKeys | null>(null);
  useTitle(t.value.projects);
  return (
    <>
      <div class="page-head">
        <h1>{t.value.projects}</h1>
        <button type="button" class="button primary" onClick={() => setMaking(new RequestKeys())}>
          <Icon name="plus" />
          {t.value.newProject}
        </button>
      </div>
      <WhenLoaded of={all} lines={4}>
        {(found) => <ProjectList all={found} />}
      </WhenLoaded>
      {making && (
        <ProjectForm
          title={t.value.newProject}
          action={t.value.create}
          onClose={() => setMaking(null)}
          onSave={async (name, description) => {
            const made = await making.once([name, description], (key) =>
              createProject(name, description, key),
            );
            go('projects', made.id);
          }}
        />
      )}
    </>
  );
}

function ProjectList({ all }: { all: Project[] }) {
  const [part, setPart] = useState('');
  if (!all.length) {
    return (
      <div class="empty">
        <h2>{t.value.noProjects}</h2>
        <p>{t.value.noProjectsHelp}</p>
      </div>
    );
  }
  const wanted = part.trim().toLowerCase();
  const shown = all.filter((it) => it.name.toLowerCase().includes(wanted)).sort(byName);
  return (
    <>
      {all.length > MANY && (
        <input
          class="finder"
          type="search"
          aria-label={t.value.filterProjects}
          placeholder={t.value.filterProjects}
          value={part}
          onInput={(event) => setPart(event.currentTarget.value)}
        />
      )}
      {!shown.length && <p class="quiet-text">{t.value.noMatch}</p>}
      <ul class="cards">
        {shown.map((project) => (
          <li key={project.id} class="card">
            <h2>
              <a href={linkTo('projects', project.id)}>{project.name}</a>
            </h2>
            {project.description && <p class="clamp">{project.description}</p>}
            <p class="quiet-text">
              {t.value.createdOn(
                moment(project.audit.created_on),
                project.audit.created_by?.full_name ?? '',
              )}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function byName(a: Project, b: Project): number {
  return a.name.localeCompare(b.name);
}
