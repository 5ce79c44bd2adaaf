import { createI18n } from 'vue-i18n'
import { textsOf, type Language } from './areas.ts'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': textsOf('zh-CN'), en: textsOf('en') },
  warnHtmlMessage: true,
})

/** `t` for code outside components (map popups, notifications). */
export function text(key: string, named: Readonly<Record<string, string | number>> = {}): string {
  return i18n.global.t(key, named)
}

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
