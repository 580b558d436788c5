import '../design/forms';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../app/api';
import { queries, useWorkspace } from '../app/session';
import { useDeed } from '../app/useDeed';
import { pickText } from '../app/words';
import { Dialog } from '../design/Dialog';
import { freeName } from '../listen/surveys/definition';
import css from './MomentLibrary.module.css';
import { stageWord } from './names';
import type { Touchpoint } from './reads';

type Moment = Schema['Moment'];

function useMoments() {
  return useQuery({ queryKey: ['moments'], queryFn: async () => (await answer(api.GET('/api/v1/moments'))).items, staleTime: Infinity });
}

/** Only the organisation's languages are kept; English when it speaks none of ours. */
function touchpointOf(moment: Moment, languages: string[], taken: string[]): Schema['touchpoint_in'] {
  const { key, stage, kind, direction, name } = moment;
  const own = Object.fromEntries(languages.filter((language) => name[language]).map((language) => [language, name[language] ?? '']));
  const spoken = Object.keys(own).length > 0 ? own : { en: name.en ?? key };
  return { slug: freeName(key.replaceAll('_', '-'), taken, '-'), name: spoken, stage, kind, direction, moment: key };
}

/** The moments almost everybody has, by phase; one click adds one as a touchpoint. */
export function MomentLibrary({ touchpoints, close }: { touchpoints: Touchpoint[]; close: () => void }) {
  const { t, i18n } = useTranslation(['touchpoint', 'common']);
  const languages = useWorkspace()?.languages ?? ['en'];
  const moments = useMoments().data ?? [];
  const deed = useDeed();
  const taken = touchpoints.map(({ slug }) => slug);
  const stages = [...new Set(moments.map(({ stage }) => stage))];
  const add = (moment: Moment) =>
    deed.run(async () => {
      await answer(api.POST('/api/v1/touchpoints', { body: touchpointOf(moment, languages, taken) }));
      await queries.invalidateQueries({ queryKey: ['touchpoints'] });
    });
  return (
    <Dialog title={t('library')} close={close} side>
      <p className="small">{t('library_note')}</p>
      {deed.failure && <p role="alert">{deed.failure}</p>}
      {stages.map((stage) => (
        <section key={stage} className={css.stage}>
          <h3>{stageWord(t, stage)}</h3>
          <ul>
            {moments
              .filter((moment) => moment.stage === stage)
              .map((moment) => {
                const name = pickText(moment.name, i18n.language, moment.key);
                const there = touchpoints.some((touchpoint) => touchpoint.moment === moment.key);
                return (
                  <li key={moment.key}>
                    {name} <span className="meta">{t(`common:kind.${moment.kind}`)}</span>
                    {there ? (
                      <span className="small">{t('library_added')}</span>
                    ) : (
                      <Button
                        size="compact-sm"
                        variant="default"
                        disabled={deed.busy}
                        aria-label={t('library_add', { name })}
                        onClick={() => add(moment)}
                      >
                        +
                      </Button>
                    )}
                  </li>
                );
              })}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}
