import { useTitle } from '../components/title';
import { t } from '../i18n';
import { linkTo } from '../state/route';

export function NotHere() {
  useTitle(t.value.notHere);
  return (
    <div class="empty">
      <h1>{t.value.notHere}</h1>
      <a class="button" href={linkTo('projects')}>
        {t.value.toProjects}
      </a>
    </div>
  );
}
