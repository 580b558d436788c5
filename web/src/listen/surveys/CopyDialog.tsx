import '../../design/forms';
import { Button, PasswordInput, Radio, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../app/api';
import { DialogEnd } from '../../app/DialogEnd';
import { queries, useMe } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import css from './CopyDialog.module.css';
import { freeName } from './definition';
import { copySurvey } from './editorReads';
import { useSurveys } from './reads';

/** What was left out over there, so that nobody finds it out later. */
function Outcome({ copy, close }: { copy: Schema['SurveyCopy']; close: () => void }) {
  const { t } = useTranslation(['editor', 'common']);
  const here = useMe()?.workspace.slug === copy.workspace.slug;
  return (
    <div className={css.form}>
      <p>{t(here ? 'copy.done_here' : 'copy.done', { workspace: copy.workspace.name, slug: copy.slug })}</p>
      {(['touchpoints', 'units', 'attributes'] as const).map(
        (kind) => copy[kind].length > 0 && <p key={kind}>{t(`copy.${kind}`, { names: copy[kind].join(', ') })}</p>,
      )}
      {copy.pictures > 0 && <p>{t('copy.pictures', { count: copy.pictures })}</p>}
      <div className={css.buttons}>
        {here && (
          <Button onClick={close} renderRoot={(props) => <Link {...props} to="/surveys/$survey" params={{ survey: copy.slug }} />}>
            {t('copy.open')}
          </Button>
        )}
        <Button variant="default" onClick={close}>
          {t('common:close')}
        </Button>
      </div>
    </div>
  );
}

/** The stored draft as a new survey: here, or in another workspace by a key of that one. */
export function CopyDialog({ slug, close }: { slug: string; close: () => void }) {
  const { t } = useTranslation('editor');
  const taken = (useSurveys().data ?? []).map((survey) => survey.slug);
  const deed = useDeed(['slug', 'key']);
  const [where, setWhere] = useState<'here' | 'there'>('here');
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [copy, setCopy] = useState<Schema['SurveyCopy']>();
  const usual = where === 'here' ? freeName(slug, taken, '-') : slug;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await deed.run(async () =>
      setCopy(await copySurvey(slug, { slug: name.trim() || usual, ...(where === 'there' && { key: key.trim() }) })),
    );
    queries.invalidateQueries({ queryKey: ['surveys', 'all'] });
  };
  return (
    <Dialog title={t('copy.name')} close={close}>
      {copy ? (
        <Outcome copy={copy} close={close} />
      ) : (
        <form className={css.form} onSubmit={submit}>
          <Radio.Group label={t('copy.where')} value={where} onChange={(value) => setWhere(value as 'here' | 'there')}>
            <div className={css.ways}>
              <Radio value="here" label={t('copy.here')} />
              <Radio value="there" label={t('copy.there')} />
            </div>
          </Radio.Group>
          {where === 'there' && (
            <PasswordInput
              label={t('copy.key')}
              description={t('copy.key_note')}
              value={key}
              error={deed.at('key')}
              required
              autoComplete="off"
              maxLength={200}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
          )}
          <TextInput
            label={t('copy.slug')}
            value={name}
            placeholder={usual}
            error={deed.at('slug')}
            maxLength={64}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <DialogEnd deed={deed} close={close} verb={t('copy.verb')} />
        </form>
      )}
    </Dialog>
  );
}
