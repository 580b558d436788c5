import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { Section } from '../../design/Section';
import { type Draft, moveStep, type Place } from './draft';
import { JourneyLead } from './JourneyLead';
import css from './Journeys.module.css';
import { JourneyTold } from './JourneyTold';
import { type TaggedJourney, useJourney, useJourneyFigures } from './reads';
import { StepForm } from './StepForm';
import { StepList } from './StepList';
import { useJourneyDraft } from './useJourneyDraft';
import { WalkedFigures } from './WalkedFigures';

const JourneyForm = lazy(() => import('./JourneyForm').then((module) => ({ default: module.JourneyForm })));
const JourneyCanvas = lazy(() => import('./JourneyCanvas').then((module) => ({ default: module.JourneyCanvas })));

function Drawn({ stored }: { stored: TaggedJourney }) {
  const { t } = useTranslation('journey');
  const editor = useJourneyDraft(stored);
  const figures = useJourneyFigures(stored.slug).data;
  const may = useMay('manager');
  const [open, setOpen] = useState<Place | null>(null);
  const [settings, setSettings] = useState(false);
  const change = (draft: Draft) => editor.change(draft);
  return (
    <>
      <ScreenLine
        right={
          may && (
            <>
              <Button size="sm" variant="default" onClick={() => setSettings(true)}>
                {t('settings_short')}
              </Button>
              <JourneyTold editor={editor} />
            </>
          )
        }
      />
      <JourneyLead draft={editor.draft} figures={figures} />
      <div className={css.sections}>
        <Section title={t('canvas')} note={may ? t('canvas_note') : undefined}>
          <Suspense>
            <JourneyCanvas
              draft={editor.draft}
              figures={figures}
              may={may}
              open={setOpen}
              move={(from, to) => change(moveStep(editor.draft, from, to))}
            />
          </Suspense>
        </Section>
        {figures && <WalkedFigures figures={figures} />}
        <StepList draft={editor.draft} figures={figures} may={may} change={change} open={setOpen} />
      </div>
      {settings && (
        <Suspense>
          <JourneyForm draft={editor.draft} change={change} close={() => setSettings(false)} />
        </Suspense>
      )}
      {open && <StepForm draft={editor.draft} place={open} change={change} close={() => setOpen(null)} may={may} />}
    </>
  );
}

/** One journey: drawn, listed, and measured by what customers really did. */
export function JourneyPage() {
  const { slug } = useParams({ from: '/shell/journeys/$slug' });
  const { data: stored, error } = useJourney(slug);
  if (error && !stored) {
    return (
      <>
        <ScreenLine />
        <Failure error={error} />
      </>
    );
  }
  return stored ? <Drawn key={stored.slug} stored={stored} /> : null;
}
