export const messages = {
  title: '通知',
  unread: '未读通知 {count} 条',
  read: '已读 {count} 条',
  readAll: '全部标为已读',
  close: '关闭',
  none: '没有通知',
  outOfSight: '事件已不在可见范围',
  receipt: {
    stored: '已入库',
    undelivered: '未送达',
    delivered: '已送达',
    read: '已读',
    accepted: '已接单',
    cancelled: '已撤销',
  },
  code: {
    task: { assigned: '新任务已派给您的队伍', recalled: '任务已召回', replaced: '任务已改派他队' },
    light: { yellow: '预警：时限已用 {percent}%', red: '红牌：严重超时' },
    supervision: {
      chased: '催办：请尽快办理',
      ordered: '督办（{cause}）：须书面答复',
      'reply-overdue': '督办逾期未答复',
    },
  },
  cause: {
    'by-hand': '领导指令',
    limit: '超出时限',
    chases: '多次催办',
    reworks: '多次返工',
  },
} as const
