import type { Team } from '@one-centre/shared/people'
import type { Task } from '@one-centre/shared/tasks'

export const teamStandings = ['busy', 'free', 'off'] as const
export type TeamStanding = (typeof teamStandings)[number]

/** What a team is doing follows from its tasks; nobody writes it. */
export function standingOf(team: Team, openTasks: readonly Task[]): TeamStanding {
  if (openTasks.length > 0) return 'busy'
  return team.onDuty ? 'free' : 'off'
}

/** A team is there while one of its tasks is on scene or at work. */
export function isOnScene(openTasks: readonly Task[]): boolean {
  return openTasks.some(task => task.state === 'on_scene' || task.state === 'working')
}
