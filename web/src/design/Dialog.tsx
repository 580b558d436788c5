import { CloseButton, MantineThemeProvider } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Dialog.module.css';

/** A list that opens from a field stays inside the dialog: what lies outside of an open dialog cannot be reached. */
const inside = { comboboxProps: { withinPortal: false, floatingStrategy: 'fixed' as const } };
const theme = {
  components: { Select: { defaultProps: inside }, MultiSelect: { defaultProps: inside }, Autocomplete: { defaultProps: inside } },
};

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
        <MantineThemeProvider theme={theme}>{children}</MantineThemeProvider>
      </div>
    </dialog>
  );
}
