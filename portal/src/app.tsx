import { Frame } from './components/frame';
import { AdminPage } from './pages/admin';
import { FilePage } from './pages/file';
import { NotHere } from './pages/not-here';
import { ProjectPage } from './pages/project';
import { ProjectsPage } from './pages/projects';
import { ProvidersPage } from './pages/providers';
import { SignInPage } from './pages/sign-in';
import { UploadPage } from './pages/upload';
import { UploadsPage } from './pages/uploads';
import { route } from './state/route';
import { isSignedIn, isStarting } from './state/session';

export function App() {
  if (isStarting.value) {
    return null;
  }
  return isSignedIn.value ? (
    <Frame>
      <Page />
    </Frame>
  ) : (
    <SignInPage />
  );
}

function Page() {
  const [room, id, section, inner] = route.value;
  switch (room) {
    case 'projects':
      if (!id) {
        return <ProjectsPage />;
      }
      return <ProjectPage key={id} id={id} section={section ?? 'files'} folderId={inner} />;
    case 'uploads':
      return id ? <UploadPage key={id} id={id} /> : <UploadsPage />;
    case 'files':
      return <FilePage key={id} id={id ?? ''} />;
    case 'admin':
      return <AdminPage section={id ?? 'overview'} />;
    case 'providers':
      return <ProvidersPage />;
    default:
      return <NotHere />;
  }
}
