/** The colours of Adaptive Cards in Teams.
 *  https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/design-effective-cards */
const LIGHT = {
  text: '#242424',
  subtle: '#616161',
  accent: '#5b5fc7',
  good: '#237b4b',
  warning: '#835b00',
  attention: '#c4314b',
  back: '#ffffff',
  emphasis: '#f5f5f5',
}
const DARK = {
  text: '#ffffff',
  subtle: '#adadad',
  accent: '#9ea2ff',
  good: '#92c353',
  warning: '#f8d22a',
  attention: '#f9526b',
  back: '#292929',
  emphasis: '#1f1f1f',
}

/** @param {boolean} dark */
export function hostConfig(dark) {
  const colors = dark ? DARK : LIGHT
  const text = foreground(colors)
  return {
    fontFamily: 'inherit',
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: dark ? '#424242' : '#e0e0e0' },
    supportsInteractivity: true,
    fontTypes: {
      default: { fontFamily: 'inherit', fontSizes: SIZES, fontWeights: WEIGHTS },
      monospace: { fontFamily: 'ui-monospace, monospace', fontSizes: SIZES, fontWeights: WEIGHTS },
    },
    containerStyles: {
      default: { backgroundColor: colors.back, foregroundColors: text },
      emphasis: { backgroundColor: colors.emphasis, foregroundColors: text },
      good: { backgroundColor: dark ? '#0d2e0d' : '#e7f2da', foregroundColors: text },
      warning: { backgroundColor: dark ? '#463100' : '#fbf6d9', foregroundColors: text },
      attention: { backgroundColor: dark ? '#3e1f25' : '#fcf4f6', foregroundColors: text },
      accent: { backgroundColor: dark ? '#2f2f4a' : '#e8ebfa', foregroundColors: text },
    },
    imageSizes: { small: 32, medium: 52, large: 100 },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      showCard: { actionMode: 'inline', inlineTopMargin: 16 },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    adaptiveCard: { allowCustomStyle: false },
    factSet: {
      title: { color: 'default', size: 'default', isSubtle: false, weight: 'bolder', wrap: true, maxWidth: 150 },
      value: { color: 'default', size: 'default', isSubtle: false, weight: 'default', wrap: true },
      spacing: 16,
    },
  }
}

const SIZES = { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 }
const WEIGHTS = { lighter: 300, default: 400, bolder: 600 }

function foreground({ text, subtle, accent, good, warning, attention }) {
  const both = (color, faint = color) => ({ default: color, subtle: faint })
  return {
    default: both(text, subtle),
    dark: both(text, subtle),
    light: both(text, subtle),
    accent: both(accent),
    good: both(good),
    warning: both(warning),
    attention: both(attention),
  }
}
