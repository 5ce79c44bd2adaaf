export const messages = {
  serious: '特急紧急',
  where: '涉及村社',
  there: '在场队伍',
  late: '超时',
  places: '{count} 处',
  list: '清单',
} as const
