import { useI18n } from 'vue-i18n'

/** Says in a sentence why something was refused; call it in a component's setup. */
export function refusalSentence(): (code: string) => string {
  const i18n = useI18n()
  return code => {
    if (code === 'photo-unreadable') return i18n.t('field.photo.unreadable')
    const key = `refusals.${code}`
    return i18n.te(key) ? i18n.t(key) : i18n.t('field.refused.unknown', { code })
  }
}
