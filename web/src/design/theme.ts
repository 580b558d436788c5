import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core';

/** Ten steps because Mantine asks for them; what the eye sees comes from the variables in mantine.css. */
const sea: MantineColorsTuple = [
  '#e1eee9',
  '#c4ddd5',
  '#9fc9bd',
  '#75b2a3',
  '#4d998a',
  '#2a8074',
  '#0b6a60',
  '#07524a',
  '#053f39',
  '#032d29',
];

export const theme = createTheme({
  primaryColor: 'sea',
  colors: { sea },
  fontFamily: 'var(--font)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colours, color: 'var(--on-accent)' } : colours;
  },
  components: {
    Combobox: { defaultProps: { keepMounted: false } }, // a list that is closed is not laid out
    Button: { defaultProps: { size: 'md' } },
    Drawer: { defaultProps: { position: 'right', size: 'lg', overlayProps: { backgroundOpacity: 0.35 } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
  },
});
