/** What teams are and can do; a capability a county invents itself is shown as it wrote it. */
export const messages = {
  capability: {
    'street-order': '市容执法',
    patrol: '巡逻',
    sanitation: '保洁清运',
    repair: '市政维修',
    drainage: '排水抢险',
    'flood-rescue': '防汛救援',
    'fire-fighting': '灭火救援',
    medical: '医疗急救',
    'food-inspection': '食品监管',
    'safety-inspection': '安全生产检查',
    'environment-inspection': '环保检查',
    'building-inspection': '房屋违建检查',
    traffic: '交通疏导',
    'power-repair': '电力抢修',
    'gas-and-water-repair': '水气抢修',
    mediation: '人民调解',
    'animal-and-plant': '动植物处置',
    'forest-watch': '森林防火',
    care: '帮扶救助',
  },
}
