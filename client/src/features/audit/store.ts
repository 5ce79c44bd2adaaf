import type { AuditEntry } from '@one-centre/shared/audit'
import type { Id } from '@one-centre/shared/ids'
import { useI18n } from 'vue-i18n'
import { i18n } from '../../messages/i18n.ts'
import { useMatters } from '../matters/store.ts'
import { useOrganisations } from '../organisations/store.ts'
import { usePeople } from '../people/store.ts'
import { fullInstant, INSTANT, UUID, wordsOf } from './view.ts'

export interface AuditWords {
  readonly kind: (name: string) => string
  readonly type: (name: string) => string
  readonly command: (name: string | null) => string
  readonly query: (name: string) => string
  readonly path: (kind: string, path: readonly string[]) => string
  readonly value: (kind: string, path: readonly string[], value: unknown) => string
  /** The thing an entry is about: its name, the incident it hangs on, or nothing. */
  readonly thing: (entry: AuditEntry) => string
}

/** Kinds whose things have no name of their own but a code. */
const labelWords: Readonly<Record<string, string>> = {
  clock: 'incidents.clock.step',
  notification: 'audit.code',
}

/** The trail in words; what has no word is shown as it is, never swallowed. */
export function useAuditWords(): AuditWords {
  const { t } = useI18n()
  const { nameOf, find, grid } = useOrganisations()
  const { person, team } = usePeople()
  const { find: matter } = useMatters()
  const said = (key: string, otherwise: string): string => (i18n.global.te(key, 'zh-CN') ? t(key) : otherwise)

  const named = (id: Id<never>): string =>
    (find(id) === undefined ? undefined : nameOf(id)) ??
    person(id)?.name ??
    team(id)?.name ??
    matter(id)?.name ??
    grid(id)?.name ??
    id.slice(0, 8)

  const value: AuditWords['value'] = (kind, path, given) => {
    if (given === undefined || given === null || given === '') return t('audit.empty')
    if (typeof given === 'boolean') return t(given ? 'admin.yes' : 'admin.no')
    if (Array.isArray(given))
      return given.length === 0 ? t('audit.empty') : given.map(one => value(kind, path, one)).join('、')
    const text = typeof given === 'string' ? given : JSON.stringify(given).slice(0, 200)
    const words = wordsOf(kind, path)
    if (words !== undefined) return said(`${words}.${text}`, text)
    if (INSTANT.test(text)) return fullInstant(text)
    return UUID.test(text) ? named(text) : text
  }

  return {
    kind: name => said(`audit.kind.${name}`, name),
    type: name => said(`audit.type.${name}`, name),
    command: name => (name === null ? t('audit.noCommand') : said(`audit.command.${name}`, name)),
    query: name => said(`audit.queries.${name}`, name),
    path: (kind, path) =>
      path
        .map(part => said(`audit.fieldOf.${kind}.${part}`, said(`audit.fieldName.${part}`, part)))
        .join(' › '),
    value,
    thing: ({ kind, label, incidentNumber }) => {
      const words = labelWords[kind]
      const name = words === undefined ? label : said(`${words}.${label}`, label)
      return [incidentNumber ?? '', label === incidentNumber ? '' : name].filter(Boolean).join(' · ')
    },
  }
}
