import { CloseButton } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Dialog.module.css';

interface DialogProps {
  title: string;
  close: () => void;
  /** `side`: a sheet at the right for forms; otherwise in the middle */
  side?: boolean;
  children: ReactNode;
}

/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. Import '../design/forms' with it. */
export function Dialog({ title, close, side, children }: DialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; the click is for the veil around it
    <dialog
      ref={dialog}
      className={`${css.dialog} ${side ? css.side : css.middle}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className={css.inside}>
        <div className={css.head}>
          <h2>{title}</h2>
          <CloseButton size="lg" aria-label={t('close')} onClick={close} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
