import '../../design/forms';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { freeName, slugOf } from '../../listen/surveys/definition';
import { ConditionBuilder } from '../ConditionBuilder';
import { conditionOf, rowsAfter, rowsOf } from '../explore';
import { useDimensions, useWeightSchemes } from '../reads';
import { useConditionFields } from '../segments/reads';
import { useSegmentSentence } from '../segments/useSegmentSentence';
import { draftOf, fits, type MarginDraft, schemeOf } from './draft';
import { MarginFields } from './MarginFields';
import { removeScheme, saveScheme, type WeightScheme } from './reads';
import css from './Weights.module.css';

const most = 4;

/** What the population is like: for up to four things, the share of each value. */
export function SchemeForm({ scheme, close }: { scheme?: WeightScheme; close: () => void }) {
  const { t } = useTranslation(['weights', 'common']);
  const dimensions = (useDimensions().data ?? []).filter((one) => one.values.length > 1 && one.values.length <= 200);
  const deed = useDeed(['name', 'slug', 'low', 'high', 'margins', 'sample']);
  const taken = ['margin', ...(useWeightSchemes().data ?? []).map((one) => one.slug)];
  const [name, setName] = useState(scheme?.name ?? '');
  const [margins, setMargins] = useState<MarginDraft[]>(scheme ? scheme.margins.map(draftOf) : []);
  const [sample, setSample] = useState(() => rowsOf(scheme?.sample));
  const fields = useConditionFields();
  const sentence = useSegmentSentence();
  const [low, setLow] = useState<number | ''>(scheme?.low ?? 0.3);
  const [high, setHigh] = useState<number | ''>(scheme?.high ?? 3);
  const change = (at: number, margin: MarginDraft | undefined) =>
    setMargins((before) => before.flatMap((one, index) => (index === at ? (margin ? [margin] : []) : [one])));
  const whose = sample ? conditionOf(sample.leaves, sample.any) : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = schemeOf({
      slug: scheme?.slug ?? freeName(slugOf(name) || 'scheme', taken, '-'),
      name,
      margins,
      low,
      high,
      sample: sample ? whose && JSON.parse(whose) : scheme?.sample,
    });
    if (await deed.run(() => saveScheme(body, scheme))) close();
  };
  const remove = async () => {
    if (scheme && (await deed.run(() => removeScheme(scheme)))) close();
  };
  return (
    <Dialog title={t(scheme ? 'form_change' : 'form_add')} close={close}>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('name')}
          maxLength={60}
          value={name}
          error={deed.at('name') ?? deed.at('slug')}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {margins.map((margin, at) => (
          <MarginFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a margin's place is what it is
            key={at}
            margin={margin}
            dimensions={dimensions}
            taken={margins.map((one) => one.by)}
            change={(next) => change(at, next)}
          />
        ))}
        {margins.length < most && (
          <Button variant="default" onClick={() => setMargins([...margins, { by: '', targets: [] }])}>
            {t('margin_add')}
          </Button>
        )}
        <fieldset className={css.sample}>
          <legend>{t('sample')}</legend>
          {sample ? (
            <ConditionBuilder ask={sample} change={(part) => setSample((now) => now && rowsAfter(now, part))} dimensions={fields} />
          ) : (
            <p className="small">{sentence(scheme?.sample)}</p>
          )}
          {deed.at('sample') && (
            <p role="alert" className={css.warning}>
              {deed.at('sample')}
            </p>
          )}
        </fieldset>
        <div className={css.ends}>
          <NumberInput
            label={t('low')}
            description={t('trim_hint')}
            min={0.05}
            max={1}
            step={0.1}
            value={low}
            error={deed.at('low')}
            onChange={(value) => setLow(value === '' ? '' : Number(value))}
          />
          <NumberInput
            label={t('high')}
            description={t('trim_hint')}
            min={1}
            max={20}
            step={0.5}
            value={high}
            error={deed.at('high')}
            onChange={(value) => setHigh(value === '' ? '' : Number(value))}
          />
        </div>
        {deed.at('margins') && (
          <p role="alert" className={css.warning}>
            {deed.at('margins')}
          </p>
        )}
        <DialogEnd deed={deed} close={close} disabled={name.trim() === '' || margins.length === 0 || !margins.every(fits)}>
          {scheme && (
            <Button variant="subtle" disabled={deed.busy} onClick={remove}>
              {t('remove')}
            </Button>
          )}
        </DialogEnd>
      </form>
    </Dialog>
  );
}
