/** How Teams draws Adaptive Cards: the sizes and colours of Microsoft's own samples for its light and dark look.
 *  https://github.com/microsoft/AdaptiveCards/tree/main/samples/HostConfig (microsoft-teams-light, -dark)
 *  There is no sample for high contrast: black, white and yellow as Windows has them. */

type Look = {
  page: string
  line: string
  /** Text and subtle text, in a container of this style. Two digits in front are the opacity. */
  styles: { [style: string]: { back: string; text: string; subtle: string } }
  accent: string
  accentSubtle: string
}

const coloured = (backs: { [style: string]: string }, text: string, subtle: string) =>
  Object.fromEntries(Object.entries(backs).map(([style, back]) => [style, { back, text, subtle }]))

const BRIGHT = { accent: '#c7def9', good: '#ccffcc', attention: '#ffc5b2', warning: '#ffe2b2' }

export const LOOKS: { [name: string]: Look } = {
  light: {
    page: '#f5f5f5',
    line: '#eeeeee',
    styles: coloured({ default: '#ffffff', emphasis: '#f9f8f7', ...BRIGHT }, '#252424', '#bf252424'),
    accent: '#6264a7',
    accentSubtle: '#8b8cc7',
  },
  dark: {
    page: '#1f1f1f',
    line: '#eeeeee',
    styles: {
      ...coloured({ default: '#2d2c2c', emphasis: '#292828' }, '#ffffff', '#bfffffff'),
      ...coloured(BRIGHT, '#201f1f', '#2d2c2c'),
    },
    accent: '#a6a7dc',
    accentSubtle: '#8b8cc7',
  },
  'high-contrast': {
    page: '#000000',
    line: '#ffffff',
    styles: coloured(
      Object.fromEntries(['default', 'emphasis', ...Object.keys(BRIGHT)].map((style) => [style, '#000000'])),
      '#ffffff',
      '#ffffff',
    ),
    accent: '#ffff01',
    accentSubtle: '#ffff01',
  },
}

const font = (fontFamily: string) => ({
  fontFamily,
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 200, default: 400, bolder: 600 },
})

/** The renderer's HostConfig. */
export function hostConfig({ styles, line, accent, accentSubtle }: Look): unknown {
  return {
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    fontTypes: {
      default: font("'Segoe UI', Tahoma, Geneva, Verdana, sans-serif"),
      monospace: font("'Courier New', Courier, monospace"),
    },
    containerStyles: Object.fromEntries(
      Object.entries(styles).map(([style, { back, text, subtle }]) => [
        style,
        {
          backgroundColor: back,
          foregroundColors: {
            default: { default: text, subtle },
            accent: { default: accent, subtle: accentSubtle },
          },
        },
      ]),
    ),
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    adaptiveCard: { allowCustomStyle: false },
  }
}

/** The style that Teams adds around the renderer: the frame of the message, its buttons, and line breaks in words that are too
 *  long for a line. */
export function hostStyle({ page, styles, line }: Look): string {
  const { back, text } = styles['default'] ?? { back: '', text: '' }
  return `body { margin: 0; background: ${page}; color: ${text}; font: 14px 'Segoe UI', sans-serif }
    main { display: grid; gap: 12px; padding: 12px }
    section { width: 100%; max-width: 600px; background: ${back}; border: 1px solid ${line}; border-radius: 6px; overflow: hidden }
    section * { overflow-wrap: anywhere !important; min-width: 0 }
    .ac-actionSet, .ac-actionSet > div { flex-wrap: wrap !important; row-gap: 8px; max-width: 100% }
    .ac-pushButton { font: inherit; font-weight: 600; color: ${text}; background: ${back}; border: 1px solid ${text};
      border-radius: 4px; padding: 5px 12px }`
}
