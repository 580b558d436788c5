import '../../design/forms';
import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { type Touchpoint, useTouchpoints } from '../../understand/reads';
import { freeName, slugOf } from '../surveys/definition';
import css from './Journeys.module.css';
import { addJourney } from './reads';
import { stageNames, usualStages } from './stages';

/** The touchpoints in their phases: the usual ones in order, then the organisation's own. */
function startingStages(touchpoints: Touchpoint[], languages: string[]) {
  const own = [...new Set(touchpoints.map(({ stage }) => stage ?? ''))].filter((stage) => stage && !(stage in stageNames));
  return [...usualStages, ...own]
    .map((stage) => ({
      name: Object.fromEntries(languages.map((language) => [language, stageNames[stage]?.[language] ?? stageNames[stage]?.en ?? stage])),
      steps: touchpoints.filter((touchpoint) => touchpoint.stage === stage).map(({ slug }) => ({ touchpoint: slug })),
    }))
    .filter(({ steps }, index) => steps.length > 0 || (touchpoints.length === 0 && index < 5))
    .slice(0, 12);
}

export function NewJourney({ taken, close }: { taken: string[]; close: () => void }) {
  const { t, i18n } = useTranslation(['journey', 'common']);
  const navigate = useNavigate();
  const languages = useWorkspace()?.languages ?? ['en'];
  const touchpoints = useTouchpoints().data ?? [];
  const deed = useDeed(['name']);
  const [name, setName] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const slug = freeName(slugOf(name) || 'journey', taken, '-');
    const stages = startingStages(touchpoints.slice(0, 60), languages);
    const fallback = [{ name: { [i18n.language]: name }, steps: [] }];
    const body = { slug, name: { [i18n.language]: name.trim() }, stages: stages.length > 0 ? stages : fallback };
    if (await deed.run(() => addJourney(body))) navigate({ to: '/journeys/$slug', params: { slug } });
  };
  return (
    <Dialog title={t('new')} close={close}>
      <form className={css.form} onSubmit={submit}>
        <TextInput
          label={t('name')}
          placeholder={t('name_example')}
          value={name}
          maxLength={100}
          required
          withAsterisk={false}
          error={deed.at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <p className="small">{t('start_note')}</p>
        <DialogEnd deed={deed} close={close} verb={t('make')} />
      </form>
    </Dialog>
  );
}
