import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Dialog } from './dialog';
import { Field, Form } from './form';

interface Props {
  title: string;
  action: string;
  name?: string;
  description?: string;
  onSave: (name: string, description: string) => Promise<void>;
  onClose: () => void;
}

export function ProjectForm(props: Props) {
  const [name, setName] = useState(props.name ?? '');
  const [description, setDescription] = useState(props.description ?? '');
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <Form
        action={props.action}
        onSubmit={() => props.onSave(name, description)}
        onCancel={props.onClose}
      >
        <Field label={t.value.name} required maxLength={255} value={name} onValue={setName} />
        <Field
          label={t.value.description}
          help={t.value.descriptionHelp}
          value={description}
          onValue={setDescription}
        />
      </Form>
    </Dialog>
  );
}
