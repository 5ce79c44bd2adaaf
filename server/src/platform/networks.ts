import { BlockList, isIP } from 'node:net'

/** Addresses the server may call. */
export interface Networks {
  readonly allows: (address: string) => boolean
}

/** `10.1.0.0/16`, `192.168.1.7`, `fd00::/8`. Throws where a text is none. */
export function networksOf(list: readonly string[]): Networks {
  const blocks = new BlockList()
  for (const text of list) {
    const [address = '', bits] = text.split('/')
    const family = isIP(address)
    const most = family === 4 ? 32 : 128
    const length = bits === undefined ? most : Number(bits)
    if (family === 0 || !/^\d*$/.test(bits ?? '') || length > most) throw new Error(`${text} is no network`)
    blocks.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  }
  return {
    allows: address => {
      // An IPv4 address in IPv6 clothes is the IPv4 address.
      const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
      const family = isIP(plain)
      return family !== 0 && blocks.check(plain, family === 4 ? 'ipv4' : 'ipv6')
    },
  }
}
