export const messages = {
  name: '一中心',
  screens: {
    wall: '指挥大屏',
    console: '派遣席',
    map: '态势地图',
    field: '移动端',
    admin: '系统管理',
    login: '登录',
    styles: '界面样张',
    units: '移动目标测试',
  },
  lost: { title: '没有这个页面', back: '返回派遣席' },
} as const
