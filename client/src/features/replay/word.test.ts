import type { ReplayReport, Review } from '@one-centre/shared/replay'
import { MINUTE } from '@one-centre/shared/time'
import JSZip from 'jszip'
import { Packer } from 'docx'
import { expect, test } from 'vitest'
import { text } from '../../messages/i18n.ts'
import { keptOf, outlineOf, spanWords } from './outline.ts'
import { wordOf } from './word.ts'

const at = (minutes: number) => `2026-11-23T02:${String(minutes).padStart(2, '0')}:00.000Z`

const review: Review = {
  incidentId: '00000000-0000-7000-8000-000000000001',
  number: 'SJ-2026-000123',
  title: '<路面塌陷> & 110101199003078515 来电 13800138000',
  address: '学府路 12 号',
  level: 1,
  state: 'closed',
  lead: '住建所',
  reportedAt: at(0),
  endedAt: at(59),
  limits: [
    {
      ...{ step: 'acceptance', stage: 1, cycle: 1, limit: { kind: 'emergency-hour', amount: 15 } },
      ...{
        startedAt: at(2),
        dueBy: at(17),
        stoppedAt: at(20),
        countedMs: 18 * MINUTE,
        allowedMs: 15 * MINUTE,
      },
      verdict: 'broken',
    },
    {
      ...{ step: 'handling', stage: 1, cycle: 1, limit: { kind: 'emergency-hour', amount: 60 } },
      ...{ startedAt: at(2), dueBy: null, stoppedAt: at(50), countedMs: 48 * MINUTE, allowedMs: 60 * MINUTE },
      verdict: 'kept',
    },
  ],
  intervals: [{ name: 'accept', from: at(2), to: at(20), milliseconds: 18 * MINUTE }],
  steps: [
    { at: at(0), kind: 'incident', type: 'incident.filed', by: '王派遣' },
    { at: at(3), kind: 'task', type: 'task.accepted', by: '李队员' },
  ],
}
const report: ReplayReport = { at: at(59), place: '东镇', reviews: [review], complete: true }

async function bodyOf(made: ReplayReport): Promise<string> {
  const zip = await JSZip.loadAsync(await Packer.toBuffer(wordOf(outlineOf(made, '范围', text))))
  return (await zip.file('word/document.xml')?.async('string')) ?? ''
}

test('RS-21 the Word file says everything the outline does, every cell as text', async () => {
  const xml = await bodyOf(report)

  for (const words of [
    '东镇复盘报告',
    'SJ-2026-000123',
    '住建所',
    '学府路 12 号',
    '签收',
    '超时 超 3 分 0 秒',
    '按时 余 12 分 0 秒',
    '18 分 0 秒',
    '2026-11-23 10:20:00',
    '王派遣',
  ])
    expect(xml, words).toContain(words)
  // Text that looks like markup or a number is text.
  expect(xml).toContain('&lt;路面塌陷&gt; &amp; 110101199003078515 来电 13800138000')
  expect(xml).not.toContain('undefined')
  expect(xml.match(/<w:tbl>/g)).toHaveLength(3)
})

test('RS-21 a report of several incidents begins with their list, and says where it was cut', async () => {
  const other = { ...review, number: 'SJ-2026-000124', limits: [] }
  const xml = await bodyOf({ ...report, reviews: [review, other], complete: false })

  expect(xml).toContain('事件 2 件；已有结论的时限 2 项，其中按时 1 项')
  expect(xml).toContain('仅含前 2 件')
  expect(xml).toContain('1 / 2')
  expect(xml).toContain('0 / 0')
})

test('RS-21 spans are told in their two largest units', () => {
  const told = [0, 61_000, 3_600_000, 90_000_000].map(span => spanWords(span, text))

  expect(told).toEqual(['0 分 0 秒', '1 分 1 秒', '1 小时 0 分', '1 天 1 小时'])
  expect(spanWords(null, text)).toBe('—')
  expect(keptOf([review])).toEqual({ kept: 1, decided: 2 })
})
