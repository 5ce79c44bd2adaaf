export const messages = {
  title: 'Notices',
  unread: '{count} unread notices',
  read: '{count} read',
  readAll: 'Mark all as read',
  close: 'Close',
  none: 'No notices',
  outOfSight: 'The incident is out of your sight',
  receipt: {
    stored: 'Stored',
    undelivered: 'Not delivered',
    delivered: 'Delivered',
    read: 'Read',
    accepted: 'Accepted',
    cancelled: 'Withdrawn',
  },
  code: {
    task: {
      assigned: 'A new task for your team',
      recalled: 'The task was recalled',
      replaced: 'The task went to another team',
    },
    light: { yellow: 'Warning: {percent}% of the limit is used', red: 'Red: far beyond the limit' },
    supervision: {
      chased: 'Chase: please act now',
      ordered: 'Order ({cause}): a written reply is due',
      'reply-overdue': 'The reply to an order is overdue',
    },
  },
  cause: {
    'by-hand': 'by order of a leader',
    limit: 'beyond the limit',
    chases: 'chased several times',
    reworks: 'reworked several times',
  },
} as const
