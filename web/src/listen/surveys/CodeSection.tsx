import '../../design/forms';
import { Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { Section } from '../../design/Section';
import { useUnits } from '../../settings/reads';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { useLanguageName } from '../languageName';
import type { Survey } from './definition';
import css from './SharePage.module.css';
import { qrFile, qrOf, type Spot } from './share';

/** A code for one spot: the shop it hangs in, the touchpoint it asks about. */
export function CodeSection({ survey }: { survey: Survey }) {
  const { t, i18n } = useTranslation(['surveys', 'answering']);
  const languageName = useLanguageName();
  const touchpointName = useTouchpointName();
  const units = useUnits().data ?? [];
  const touchpoints = useTouchpoints().data ?? [];
  const [spot, setSpot] = useState<Spot>({});
  const title = pickText(survey.definition.title, i18n.language, survey.slug);
  const choose = (field: keyof Spot) => (value: string | null) => setSpot({ ...spot, [field]: value || undefined });
  const own = survey.definition.touchpoint;
  const search = Object.fromEntries(Object.entries(spot).filter(([, value]) => value));
  return (
    <Section title={t('qr')} note={t('qr_note')}>
      <div className={css.code}>
        <img src={qrOf(survey, 'svg', spot)} alt={t('qr_of', { title })} width="220" height="220" />
        <div className={css.side}>
          <Select
            label={t('share_language')}
            data={[
              { value: '', label: t('share_any_language') },
              ...survey.definition.languages.map((code) => ({ value: code, label: languageName(code) })),
            ]}
            value={spot.lang ?? ''}
            allowDeselect={false}
            onChange={choose('lang')}
          />
          {units.length > 0 && (
            <Select
              label={t('answering:unit')}
              data={[
                { value: '', label: t('answering:no_unit') },
                ...units.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) })),
              ]}
              value={spot.unit ?? ''}
              allowDeselect={false}
              onChange={choose('unit')}
            />
          )}
          <Select
            label={t('qr_touchpoint')}
            data={[
              { value: '', label: own ? touchpointName(own) : t('qr_no_touchpoint') },
              ...touchpoints.filter(({ slug }) => slug !== own).map(({ slug }) => ({ value: slug, label: touchpointName(slug) })),
            ]}
            value={spot.touchpoint ?? ''}
            allowDeselect={false}
            onChange={choose('touchpoint')}
          />
          <div className={css.row}>
            {(['svg', 'png'] as const).map((format) => (
              <a key={format} className="act" href={qrOf(survey, format, spot)} download={qrFile(survey, format, spot)}>
                {t(`qr_${format}`)}
              </a>
            ))}
            <Link className="act" to="/surveys/$survey/poster" params={{ survey: survey.slug }} search={search}>
              {t('poster')}
            </Link>
          </div>
        </div>
      </div>
    </Section>
  );
}
