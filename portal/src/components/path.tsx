import type { Ancestor, Named } from '../api/types';
import { t } from '../i18n';
import { linkTo } from '../state/route';

interface Props {
  project: Named;
  /** From the project on; empty as long as nobody knows it. */
  ancestors: Ancestor[];
  /** What lies there, where it is named nowhere else on the page. */
  here?: string | undefined;
}

/** The way from the project down to here. */
export function Path({ project, ancestors, here }: Props) {
  const folders = ancestors.filter((it) => it.kind === 'dds-folder');
  return (
    <nav class="path" aria-label={t.value.path}>
      <ol>
        <li>
          <a href={linkTo('projects', project.id)}>{project.name}</a>
        </li>
        {folders.map((it) => (
          <li key={it.id}>
            <a href={linkTo('projects', project.id, 'files', it.id)}>{it.name}</a>
          </li>
        ))}
        {here !== undefined && <li aria-current="page">{here}</li>}
      </ol>
    </nav>
  );
}
