import { seeded, type Seeded } from './seeded.ts'

/** Gives the names of a list one after another, then begins again with a number behind them. */
function* inTurn(list: readonly string[]): Names {
  for (let round = 1; ; round++) {
    for (const name of list) yield round === 1 ? name : `${name}${round}`
  }
}

const COMMUNITIES = ['文昌', '锦绣', '滨河', '迎宾', '望江', '古渡', '石桥街', '鹭鸣', '朝阳', '和顺'].map(
  name => `${name}社区`,
)

const VILLAGES = [
  '柳溪',
  '竹园',
  '枫林',
  '石坝',
  '双井',
  '云台',
  '梨花',
  '青冈',
  '白果',
  '长堰',
  '凤栖',
  '大坪',
  '桂香',
  '黄葛',
  '金盆',
  '莲塘',
  '龙泉湾',
  '马鞍',
  '楠木',
  '清泉',
  '三合',
  '桐子',
  '五里',
  '杏花',
  '响水',
  '银杏',
  '鱼泉',
  '月亮湾',
  '赵家坝',
  '紫薇',
  '古井',
  '牛角',
].map(name => `${name}村`)

type Names = Generator<string, never, undefined>

export function communityNames(seed: number): Names {
  return inTurn(seeded(seed, 'community names').shuffled(COMMUNITIES))
}

export function villageNames(seed: number): Names {
  return inTurn(seeded(seed, 'village names').shuffled(VILLAGES))
}

export const STREETS = {
  across: [
    '人民路',
    '文昌路',
    '迎宾路',
    '建设路',
    '学府路',
    '滨河路',
    '新华路',
    '桂花路',
    '东风路',
    '安康路',
    '锦绣路',
    '望江路',
  ],
  along: [
    '解放街',
    '朝阳街',
    '和平街',
    '兴隆街',
    '正街',
    '商业街',
    '红星街',
    '青年街',
    '竹林街',
    '春晖街',
    '民生街',
    '福安街',
  ],
} as const

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷'
const GIVEN_FIRST = '建国志文明海春秀晓玉淑丽永庆立德家世光远昌学宏俊思雨子浩雅静婉佳嘉欣泽振兴少云清'
const GIVEN_LAST = '华军平强勇伟杰超辉斌峰林波涛明亮刚毅宁辰宇轩琳敏娟燕霞芳兰梅萍莉蓉婷颖洁怡瑶琪涵'

/** Never the same full name twice within one plan. */
export function personNames(random: Seeded): () => string {
  const given = new Set<string>()
  const draw = (): string => {
    const name =
      random.pick(Array.from(SURNAMES)) +
      (random.chance(0.16) ? '' : random.pick(Array.from(GIVEN_FIRST))) +
      random.pick(Array.from(GIVEN_LAST))
    if (given.has(name)) return draw()
    given.add(name)
    return name
  }
  return draw
}
