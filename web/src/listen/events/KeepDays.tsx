import '../../design/forms';
import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Section } from '../../design/Section';
import css from './Events.module.css';
import { saveKeepDays, useKeepDays } from './reads';

function KeepForm({ days }: { days: number }) {
  const { t } = useTranslation(['events', 'common']);
  const deed = useDeed(['keep_days']);
  const [draft, setDraft] = useState(days);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deed.run(() => saveKeepDays(draft));
  };
  return (
    <form className={css.keep} onSubmit={submit}>
      <NumberInput
        label={t('keep_days')}
        min={1}
        max={3650}
        allowDecimal={false}
        value={draft}
        error={deed.at('keep_days')}
        onChange={(value) => setDraft(Number(value))}
      />
      <Button type="submit" variant="default" loading={deed.busy} disabled={draft === days}>
        {t('common:save')}
      </Button>
      <p className="small" role="status">
        {deed.failure || (deed.done && draft === days ? t('keep_done') : '')}
      </p>
    </form>
  );
}

/** How long what came in is kept as it came; encounters and figures made of it stay. */
export function KeepDays() {
  const { t } = useTranslation('events');
  const may = useMay('owner');
  const days = useKeepDays(may).data?.keep_days;
  if (!may || days === undefined) return null;
  return (
    <Section title={t('keep')} note={t('keep_note')}>
      <KeepForm key={days} days={days} />
    </Section>
  );
}
