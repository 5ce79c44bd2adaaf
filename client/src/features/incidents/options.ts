import type { Incident } from '@one-centre/shared/incidents'
import type { Level } from '@one-centre/shared/matters'
import { useI18n } from 'vue-i18n'
import { useMatters } from '../matters/store.ts'
import { useOrganisations } from '../organisations/store.ts'
import { usePeople } from '../people/store.ts'
import type { Field } from './fields.ts'
import { useIncidents } from './store.ts'

export interface Option {
  readonly value: string
  readonly label: string
}

export interface FieldOptions {
  /** What a field that chooses offers; empty for the others. */
  readonly optionsOf: (field: Field) => readonly Option[]
  readonly levelOfMatter: (matterId: string) => Level | undefined
}

/** The choices of a form about one incident: bodies, people and incidents of its own township and of the county. */
export function useFieldOptions(incident: () => Incident): FieldOptions {
  const { t } = useI18n()
  const { info, open } = useIncidents()
  const matters = useMatters()
  const organisations = useOrganisations()
  const people = usePeople()
  const inTown = <E extends { readonly township: string }>(entities: readonly E[]): readonly E[] => {
    const towns: readonly string[] = [incident().township, info.value?.county ?? '']
    return entities.filter(({ township }) => towns.includes(township))
  }
  const ofKind = {
    matter: () =>
      matters.all.value.map(({ id, code, major, name }) => ({
        value: id,
        label: `${name} · ${major} ${code}`,
      })),
    organisation: () => inTown(organisations.all.value).map(({ id, name }) => ({ value: id, label: name })),
    person: () =>
      inTown(people.people.value)
        .filter(person => person.onDuty)
        .map(({ id, name, title }) => ({ value: id, label: `${name} ${title}` })),
    incident: () =>
      inTown(open.value)
        .filter(({ id }) => id !== incident().id)
        .map(({ id, number, title, place }) => ({
          value: id,
          label: `${number ?? ''} ${title} ${place.address}`,
        })),
    level: () => ['1', '2', '3', '4'].map(value => ({ value, label: t(`incidents.level.${value}`) })),
  } as const
  return {
    levelOfMatter: id => matters.find(id)?.level,
    optionsOf: field => {
      if (field.kind === 'choice')
        return field.words.map(value => ({ value, label: t(`incidents.words.${value}`) }))
      if (field.kind === 'organisations') return ofKind.organisation()
      return field.kind in ofKind ? ofKind[field.kind as keyof typeof ofKind]() : []
    },
  }
}
