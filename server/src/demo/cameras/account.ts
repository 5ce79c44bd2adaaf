/** A name that no network has (RFC 6761): the gateway is told what stands for it. */
export const DEMO_CAMERA_HOST = 'demo.invalid'
export const DEMO_CAMERA_USER = 'demo'

/** Nothing behind it is real; what matters is that the sign-in is a real one. */
export const demoCameraPassword = (seed: number): string => `demo-${seed}`
